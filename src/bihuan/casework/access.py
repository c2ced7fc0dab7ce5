"""Getting hold of one task's file, with all that every view of it shows in one query."""

from bihuan.ledger.access import task_for
from bihuan.ledger.models import Task
from bihuan.org.access import Viewer


def file_for(viewer: Viewer, number: str) -> Task:
    """The task with its problem, inspection, leader and plan. NotVisible (404) for those who may not know of it."""
    return task_for(viewer, number, beside=("problem__region", "problem__source_file", "plan"))
