"""What the doors may do with the task queue, which is a third party's table: whoever acts may add a job; nobody at the
public door reads, changes or takes one away."""

from commonground.foundation.privacy import PublicDoor, Retention
from commonground.foundation.privacy.third_party import THIRD_PARTY

TABLE = "django_tasks_database.DBTaskResult"


class TaskQueue:
    public = ("id",)  # random; an insert names it
    internal = (
        "status",
        "enqueued_at",
        "started_at",
        "finished_at",
        "args_kwargs",
        "priority",
        "task_path",
        "worker_ids",
        "queue_name",
        "backend_name",
        "run_after",
        "return_value",
        "exception_class_path",
        "traceback",
    )
    retention = Retention.TRANSIENT
    public_door = PublicDoor(read=True, insert=(*public, *internal))


def declare_queue() -> None:
    THIRD_PARTY.declare(TABLE, TaskQueue)
