"""Work by the clock, and jobs that a killed worker left behind."""

from datetime import timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonground.foundation import clock, jobs
from commonground.foundation.jobs import PeriodicRun, register_periodic, take_up_lost_jobs


@pytest.fixture
def only_ours(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(jobs, "_jobs", {})
    return []


def test_a_job_runs_when_it_is_due_and_not_before(only_ours: list[str], noon) -> None:
    register_periodic("ours", every=timedelta(hours=1), run=lambda: only_ours.append("ran"))
    run = PeriodicRun()
    assert run.run_due() == ["ours"]
    assert run.run_due() == []
    with clock.stopped_at(noon + timedelta(hours=1)):
        assert run.run_due() == ["ours"]
    assert len(only_ours) == 2


@pytest.mark.django_db
def test_a_job_that_fails_stops_no_other(only_ours: list[str]) -> None:
    def fail() -> None:
        raise RuntimeError("content of a letter")

    register_periodic("fails", every=timedelta(hours=1), run=fail)
    register_periodic("works", every=timedelta(hours=1), run=lambda: only_ours.append("ran"))
    PeriodicRun().run_due()
    assert only_ours == ["ran"]


def _running_since(age: timedelta) -> DBTaskResult:
    job = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", queue_name="default", backend_name="default"
    )
    DBTaskResult.objects.filter(pk=job.pk).update(
        status=TaskResultStatus.RUNNING, started_at=clock.now() - age, worker_ids=["killed"]
    )
    return job


@pytest.mark.django_db
def test_a_job_whose_worker_was_killed_is_taken_up_and_one_that_runs_is_left() -> None:
    lost, at_work = _running_since(timedelta(hours=1)), _running_since(timedelta(seconds=30))
    take_up_lost_jobs()
    lost.refresh_from_db()
    at_work.refresh_from_db()
    assert (lost.status, at_work.status) == (TaskResultStatus.READY, TaskResultStatus.RUNNING)
