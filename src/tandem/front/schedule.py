"""What happens by itself, again and again: the worker asks every minute what is due.

Each job is safe to repeat and to run in two workers at once, so the schedule needs no memory: every worker
runs each job soon after it starts and then at its interval.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections

from tandem import clock
from tandem.connectors.actions import receive
from tandem.connectors.tasks import take_up_stalled
from tandem.engagements.actions.odds import calibrate
from tandem.engagements.models import Engagement
from tandem.front import beats, expiry, guesses, second_step
from tandem.planning.actions.needs import refresh_all
from tandem.planning.actions.rollup import extend
from tandem.storage import files
from tandem.web.trouble import is_away

log = logging.getLogger(__name__)
LOOK_SECONDS = 60


@dataclass(frozen=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], object]


def _take_up_imports() -> None:
    """An import that says it runs and has no job that would go on with it gets one."""
    take_up_stalled(clock.now())


def _keep_the_plan() -> None:
    """Holds end by themselves; everybody's weeks, the deals' needs and the stages' odds are kept up with the day."""
    at, today = clock.now(), clock.today()
    expiry.carry_out("holds", at)
    extend(today)
    refresh_all(Engagement.objects.open().select_related("tier"))
    calibrate(at)


def _end(name: str) -> Callable[[], object]:
    return lambda: expiry.carry_out(name, clock.now())


def _take_in_files() -> None:
    """An older version, or a backup of one, kept uploads in a folder of its machine."""
    files.take_in(Path(settings.MEDIA_ROOT))


def _forget_cut_off_files() -> None:
    """What was cut off on its way in is nobody's, nor what came whole and was then not taken."""
    files.forget_cut_off(clock.now())
    receive.forget_lost_files(clock.now())


JOBS = [
    Job("keep the plan", timedelta(hours=1), _keep_the_plan),
    Job("take in files", timedelta(hours=1), _take_in_files),
    Job("take up imports", timedelta(minutes=1), _take_up_imports),
    # Ended jobs slow down the search for the next one.
    Job("forget ended jobs", timedelta(hours=6), _end("jobs")),
    Job("forget sent forms", timedelta(hours=24), _end("forms")),
    Job("forget ended sessions", timedelta(hours=24), _end("sessions")),
    # Exports of a CRM hold names and prices.
    Job("forget imported files", timedelta(hours=24), _end("files")),
    Job("forget files that were cut off", timedelta(hours=24), _forget_cut_off_files),
    Job("forget old signs of life", timedelta(hours=24), lambda: beats.forget_old(clock.now())),
    Job("forget old guesses", timedelta(hours=24), lambda: guesses.forget_old(clock.now())),
    Job("seal second steps anew", timedelta(hours=24), second_step.reseal_all),
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
            except Exception as problem:
                if is_away(problem):
                    del self.last_run[job.name]
                    log.warning("The scheduled job %r waits for the database: %s", job.name, problem)
                else:
                    log.exception("The scheduled job %r failed; it runs again in %s.", job.name, job.every)
        return done


def keep_running() -> None:
    """In a thread of the worker's, for as long as that lives."""
    schedule = Schedule()
    while True:
        schedule.run_due(clock.now())
        connections.close_all()
        time.sleep(LOOK_SECONDS)
