"""Work that comes round by the clock. Packages register theirs at start-up; the worker runs what is due."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonground.foundation import clock

log = logging.getLogger(__name__)
LOST_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class PeriodicJob:
    name: str
    every: timedelta
    run: Callable[[], None]


_jobs: dict[str, PeriodicJob] = {}


def register_periodic(name: str, *, every: timedelta, run: Callable[[], None]) -> None:
    """`run` must be safe to run twice: a worker that was killed starts it again."""
    _jobs[name] = PeriodicJob(name, every, run)


def take_up_lost_jobs() -> None:
    """Periodic: a job whose worker was killed is done again. Jobs here take seconds and are safe to run twice."""
    lost = DBTaskResult.objects.running().filter(started_at__lt=clock.now() - LOST_AFTER)
    if number := lost.update(status=TaskResultStatus.READY, started_at=None):
        log.warning("jobs.taken-up number=%s", number)


class PeriodicRun:
    """Remembers when each job last ran in this process, and runs those that are due."""

    def __init__(self) -> None:
        self._last: dict[str, datetime] = {}

    def run_due(self) -> list[str]:
        """Runs what is due and returns the names. One job that fails does not stop the others."""
        moment = clock.now()
        due = [job for job in _jobs.values() if self._is_due(job, moment)]
        for job in due:
            self._last[job.name] = moment
            try:
                job.run()
            except Exception as failure:  # the next round tries again; the log says which
                log.error("job.failed name=%s kind=%s", job.name, type(failure).__name__)
                close_old_connections()
        return [job.name for job in due]

    def _is_due(self, job: PeriodicJob, moment: datetime) -> bool:
        last = self._last.get(job.name)
        return last is None or moment - last >= job.every
