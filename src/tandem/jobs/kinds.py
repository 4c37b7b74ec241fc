"""What a job can be: functions of each package's `tasks.py`, found by their path."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.utils.module_loading import import_string

from tandem.jobs.models import Job


class Hopeless(Exception):
    """Trying again would change nothing: the job ends here, in these words."""


class Overtaken(Exception):
    """Somebody else does or did this work; whoever raises it stops and has spoilt nothing."""


@dataclass(frozen=True)
class Work:
    """What a job's function is told: its row, whose turn it is, and the clock."""

    job: Job
    worker: str
    clock: Callable[[], datetime]

    def settle(self) -> None:
        """In the transaction of the job's effect: both stand or neither. Whoever lost the lease writes nothing.

        Raises:
            Overtaken: the lease is somebody else's by now.
        """
        held = Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, worker=self.worker)
        if not held.update(state=Job.State.DONE, ended_at=self.clock(), error="", lease_until=None):
            raise Overtaken


@dataclass(frozen=True)
class Kind:
    """A function that can be asked for. Called by itself it's just that function."""

    run: Callable[..., Any]

    @property
    def path(self) -> str:
        return f"{self.run.__module__}.{self.run.__name__}"


def job(function: Callable[..., Any]) -> Kind:
    """A job: `function(work, *args)`, with arguments that JSON can hold. It may be called again after it was cut off
    anywhere, so its effect and `work.settle()` belong into one transaction, or its effect has to know what was done."""
    return Kind(function)


def find(path: str) -> Kind:
    """Raises: ImportError, SuspiciousOperation if the path names no job."""
    found = import_string(path)
    if not isinstance(found, Kind):
        raise SuspiciousOperation(f"{path} isn't a job.")
    return found
