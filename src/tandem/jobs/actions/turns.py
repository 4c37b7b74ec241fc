"""Workers take turns: each job has one worker at a time, and none when that one is gone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from tandem.jobs.models import Job, Letter

State = Job.State
LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=3)
ERROR_ROOM = 1000
KEPT, CONTENT_KEPT = timedelta(days=30), timedelta(days=7)


def claim(worker: str, at: datetime) -> Job | None:
    """The next job that is due, if there is one and nobody else was quicker. A plain look first: a worker with nothing
    to do holds up nobody's write."""
    give_back(at)
    # A clock that was set back leaves moments that no pause could have made.
    due = Q(next_at__lte=at) | Q(next_at__gt=at + 2 * LONGEST_PAUSE)
    found = Job.objects.filter(due, state=State.WAITING).order_by("next_at", "pk").first()
    if found is None:
        return None
    mine = Job.objects.filter(pk=found.pk, state=State.WAITING, version=found.version)
    if not mine.update(
        state=State.RUNNING, worker=worker, lease_until=at + LEASE, tried_at=at, tries=F("tries") + 1,
        version=F("version") + 1,
    ):  # fmt: skip
        return claim(worker, at)
    found.refresh_from_db()
    return found


def give_back(at: datetime) -> int:
    """Jobs whose worker is gone wait again: at once, and later with a pause, since what kills each worker that does it
    must not kill them all in turn."""
    gone = Q(lease_until__lt=at) | Q(lease_until__gt=at + 10 * LEASE)
    taken = 0
    for job in Job.objects.filter(gone, state=State.RUNNING):
        error = job.error if job.tries <= 1 else "The worker that did it was gone."
        next_at = at if job.tries <= 1 else at + pause(job.tries)
        taken += _leave(job, job.worker, at, error=error, next_at=next_at)
    return taken


def beat(job: Job, worker: str, at: datetime) -> bool:
    """Still at it. False when the job is somebody else's by now."""
    held = Job.objects.filter(pk=job.pk, state=State.RUNNING, worker=worker)
    return bool(held.update(lease_until=at + LEASE))


def finish(job: Job, worker: str, at: datetime) -> bool:
    """Done, if it wasn't settled already. False when it's somebody else's by now."""
    held = Job.objects.filter(pk=job.pk, state=State.RUNNING, worker=worker)
    return bool(held.update(state=State.DONE, ended_at=at, error="", lease_until=None, version=F("version") + 1))


def stumble(job: Job, worker: str, at: datetime, words: str, *, hopeless: bool = False) -> bool:
    """It failed: tried again after a pause, as long as its time isn't over."""
    next_at = at + pause(job.tries)
    return bool(_leave(job, worker, at, error=words[:ERROR_ROOM], next_at=next_at, hopeless=hopeless))


def pause(tries: int) -> timedelta:
    """30 seconds, 1 minute, 2, 4 … and 3 hours at most."""
    return min(FIRST_PAUSE * 2 ** min(max(tries - 1, 0), 12), LONGEST_PAUSE)


@transaction.atomic
def _leave(job: Job, worker: str, at: datetime, *, error: str, next_at: datetime, hopeless: bool = False) -> int:
    over = hopeless or next_at > job.until
    held = Job.objects.filter(pk=job.pk, state=State.RUNNING, worker=worker)
    left = held.update(
        state=State.FAILED if over else State.WAITING, error=error, next_at=next_at, lease_until=None,
        ended_at=at if over else None, version=F("version") + 1,
    )  # fmt: skip
    if hopeless and left:
        Letter.objects.filter(job=job).update(sealed="")
    return left


def ended() -> QuerySet[Job]:
    """Done, failed for good, or given up."""
    return Job.objects.filter(state__in=(State.DONE, State.FAILED, State.DROPPED))


def old(at: datetime) -> QuerySet[Job]:
    """Ended a month ago: nobody asks any more."""
    return ended().filter(ended_at__lt=at - KEPT)


def forget_old(at: datetime) -> int:
    """What ended a month ago; of what failed the content after a week. How many went."""
    stale = ended().filter(ended_at__lt=at - CONTENT_KEPT)
    Letter.objects.filter(job__in=stale).exclude(sealed="").update(sealed="")
    return old(at).delete()[0]
