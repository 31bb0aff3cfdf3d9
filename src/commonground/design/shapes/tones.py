"""The seven tones of a state. A tone always comes with its word; the icon helps where colour does not."""

ICONS = {
    "neutral": "",
    "progress": "autorenew",
    "done": "check_circle",
    "unproven": "check_circle_outline",
    "hold": "do_not_disturb",
    "late": "warning",
    "stopped": "remove_circle",
}


def known(tone: str) -> str:
    """A city's own status may name a tone that this house lacks: it is shown plainly, not refused."""
    return tone if tone in ICONS else "neutral"
