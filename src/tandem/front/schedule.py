"""What happens by itself, again and again: the worker asks every minute what is due.

Each job is safe to repeat and to run in two workers at once, so the schedule needs no memory: every worker
runs each job soon after it starts and then at its interval.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connections

from tandem import clock
from tandem.connectors.actions import receive
from tandem.engagements.actions.odds import calibrate
from tandem.engagements.models import Engagement
from tandem.front import guesses, second_step
from tandem.front.once import forget_old
from tandem.ledger.actions import Program
from tandem.planning.actions.bookings import release_expired
from tandem.planning.actions.needs import refresh_all
from tandem.planning.actions.rollup import extend

log = logging.getLogger(__name__)
LOOK_SECONDS = 60
WORKER = Program("Tandem")


@dataclass(frozen=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], object]


def _forget_finished_tasks() -> None:
    """Finished tasks slow down the search for the next one."""
    call_command("prune_db_task_results", "--min-age-days", "14", verbosity=0)


def _forget_ended_sessions() -> None:
    call_command("clearsessions", verbosity=0)


def _keep_the_plan() -> None:
    """Holds end by themselves; everybody's weeks, the deals' needs and the stages' odds are kept up with the day."""
    at, today = clock.now(), clock.today()
    release_expired(today, by=WORKER, at=at)
    extend(today)
    refresh_all(Engagement.objects.open().select_related("tier"))
    calibrate(at)


def _forget_imported_files() -> None:
    """Exports of a CRM hold names and prices."""
    receive.forget_old_files(clock.now())


JOBS = [
    Job("keep the plan", timedelta(hours=1), _keep_the_plan),
    Job("forget finished tasks", timedelta(hours=6), _forget_finished_tasks),
    Job("forget sent forms", timedelta(hours=24), lambda: forget_old(clock.now())),
    Job("forget old guesses", timedelta(hours=24), lambda: guesses.forget_old(clock.now())),
    Job("seal second steps anew", timedelta(hours=24), second_step.reseal_all),
    Job("forget ended sessions", timedelta(hours=24), _forget_ended_sessions),
    Job("forget imported files", timedelta(hours=24), _forget_imported_files),
]


@dataclass
class Schedule:
    """Knows when each job last ran."""

    jobs: list[Job] = field(default_factory=lambda: JOBS)
    last_run: dict[str, datetime] = field(default_factory=dict)

    def due(self, at: datetime) -> list[Job]:
        return [job for job in self.jobs if job.name not in self.last_run or at - self.last_run[job.name] >= job.every]

    def run_due(self, at: datetime) -> list[str]:
        """Run what is due; the names of the jobs that went through. A failing one doesn't hold up the others."""
        done = []
        for job in self.due(at):
            self.last_run[job.name] = at
            try:
                job.run()
                done.append(job.name)
            except Exception:
                log.exception("The scheduled job %r failed; it runs again in %s.", job.name, job.every)
        return done


def keep_running() -> None:
    """In a thread of the worker's, for as long as that lives."""
    schedule = Schedule()
    while True:
        schedule.run_due(clock.now())
        connections.close_all()
        time.sleep(LOOK_SECONDS)
