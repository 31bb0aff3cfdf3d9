"""`bin/demo`: a working house for the invented city of Riverbend, on this machine, from nothing.

Settings lie in `var/demo/*.env`, data beside them. Nothing here needs PostgreSQL, a mail server or the network.
"""

import argparse
import shutil
import sys
import time

from commonground.doors.demonstration.house import HOUSE, House
from commonground.doors.demonstration.running import PortTaken, run_until_stopped


def main() -> int:
    arguments = _arguments()
    house = House(public_port=arguments.public_port, staff_port=arguments.staff_port)
    if arguments.reset and HOUSE.exists():
        shutil.rmtree(HOUSE)
        print("Forgot everything.")
    started = time.monotonic()
    house.prepare()
    if arguments.prepare:
        print(f"Ready in {time.monotonic() - started:.1f} s.")
        return 0
    try:
        return run_until_stopped(house, since=started)
    except PortTaken as taken:
        print(taken, file=sys.stderr)
        return 75


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="forget everything and start over")
    parser.add_argument("--prepare", action="store_true", help="do all but start")
    parser.add_argument("--public-port", type=int, default=8000)
    parser.add_argument("--staff-port", type=int, default=8001)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
