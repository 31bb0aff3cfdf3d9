"""The demonstration's sign-ins, as the story wrote them down."""

from commonground.doors.demonstration.house import HOUSE


def sign_ins() -> list[str]:
    return (HOUSE / "sign-ins.txt").read_text(encoding="utf-8").splitlines()
