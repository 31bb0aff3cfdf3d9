"""`commonground worker`: does the jobs that changes asked for, and those that come round by the clock."""

import logging
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker

from commonground.foundation.jobs import PeriodicRun
from commonground.foundation.starting import check_before_start
from commonground.reference.city import CityFileWrong

log = logging.getLogger(__name__)
ROUND = 1.0  # seconds between looks at the clock


class Command(BaseCommand):
    help = (
        "Runs queued and periodic jobs until it is told to stop. One process is enough; several do no harm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks at the queue")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            check_before_start()
        except CityFileWrong as wrong:
            raise CommandError(str(wrong)) from wrong
        periodic = PeriodicRun()
        worker = Worker(
            queue_names=["*"],
            interval=options["interval"],
            batch=options["once"],
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        if options["once"]:
            worker.run()
            periodic.run_due()  # after the jobs: they may have written letters
            return
        worker.configure_signals()
        threading.Thread(target=_by_the_clock, args=(periodic,), daemon=True, name="periodic").start()
        _run_until_told_to_stop(worker)


def _run_until_told_to_stop(worker: Worker) -> None:
    """The database may go away and come back: the worker outlives it."""
    while worker.running:
        try:
            worker.run()
        except DatabaseError as failure:
            log.warning("worker.database-away kind=%s", type(failure).__name__)
            connection.close()
            time.sleep(ROUND)


def _by_the_clock(periodic: PeriodicRun) -> None:
    while True:
        try:
            periodic.run_due()
        finally:
            connection.close()
        time.sleep(ROUND)
