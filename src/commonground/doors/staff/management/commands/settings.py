"""`commonground settings` prints every setting, as `docs/reference/settings.md` has it."""

from typing import Any

from django.core.management.base import BaseCommand

from commonground.doors.configuration import PREFIX, Configuration

HEAD = """# Settings

Written by `commonground settings` from `src/commonground/doors/configuration.py`. Both doors, the worker and the command line
read them from the environment, or from the file that `COMMONGROUND_ENVIRONMENT_FILE` names (the environment wins). A missing or
wrong one refuses to start with a sentence that says what to set. Each door has an environment of its own: its own
`COMMONGROUND_SECRET_KEY` and, on PostgreSQL, its own role in `COMMONGROUND_DATABASE_URL`.

| setting | default | what it is |
|---|---|---|"""


class Command(BaseCommand):
    help = "Prints every setting with its default and meaning."

    def handle(self, *_args: Any, **_options: Any) -> None:
        lines = [HEAD]
        for name, field in Configuration.model_fields.items():
            default = "*must be set*" if field.is_required() else _shown(name, field.default)
            lines.append(
                f"| `{PREFIX}{name.upper()}` | {default} | {(field.description or '').replace('|', '/')} |"
            )
        self.stdout.write("\n".join(lines))


def _shown(name: str, value: object) -> str:
    if name == "config_folder":
        return "`config` beside the code"
    return f"`{value}`" if value != "" else "empty"
