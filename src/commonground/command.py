"""The command line of the house: `commonground <command>`, with the settings of the staff door."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonground.doors.staff.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["commonground", *sys.argv[1:]])
