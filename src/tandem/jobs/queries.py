"""Jobs as pages show them, and as they wait on their owners."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.jobs.models import Job
from tandem.people.models import Person
from tandem.waits import Wait
from tandem.web.paging import ROWS

State = Job.State
OPEN = (State.WAITING, State.RUNNING, State.FAILED)
TOLD_FOR = timedelta(days=30)
LATE = timedelta(minutes=5)


def listed(person: Person, *, ended: bool, after: int = 0) -> list[Job]:
    """A page of jobs, and one row more if there are further ones: those that fail first, then those that wait; or those
    that ended, the newest first. One query."""
    found = Job.objects.visible_to(person).select_related("owner", "letter")
    if ended:
        rows = found.filter(state__in=(State.DONE, State.DROPPED)).order_by("-ended_at", "-pk")
    else:
        rank = Case(
            When(state=State.FAILED, then=Value(0)), When(~Q(error=""), then=Value(1)), default=Value(2),
            output_field=IntegerField(),
        )  # fmt: skip
        rows = found.filter(state__in=OPEN).order_by(rank, "next_at", "pk")
    return list(rows[after : after + ROWS + 1])


def counted(person: Person) -> dict[str, int]:
    """How many there are of each state; `late`: due for minutes, and no worker has taken it. One query."""
    rows = Job.objects.visible_to(person).values_list("state").annotate(n=Count("pk"))
    return {**dict.fromkeys(State.values, 0), **dict(rows)}


def late(person: Person, at: datetime) -> int:
    """Jobs due for minutes that no worker has taken: is one running? One query."""
    return Job.objects.visible_to(person).filter(state=State.WAITING, next_at__lt=at - LATE).count()


def of(subjects: Iterable[models.Model], at: datetime) -> dict[int, list[Job]]:
    """What was asked for these rows (of one model) lately, by the row's id, the newest first: what waits, what failed,
    and what went through. One query."""
    rows = list(subjects)
    if not rows:
        return {}
    found = Job.objects.filter(
        subject_type=rows[0]._meta.label_lower, subject_id__in=[row.pk for row in rows], asked_at__gte=at - TOLD_FOR
    )
    by_row: dict[int, list[Job]] = defaultdict(list)
    for job in found.exclude(state=State.DROPPED).select_related("letter").order_by("-asked_at", "-pk"):
        by_row[job.subject_id or 0].append(job)
    return dict(by_row)


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Jobs that failed for good wait on their owner; nobody asks. One query."""
    if asker:
        return []
    failed = Job.objects.filter(state=State.FAILED, ended_at__gte=at - TOLD_FOR)
    # An import has a page and an item of its own, which says more.
    rows = (failed.filter(owner=on) if on else failed.filter(owner__isnull=False)).exclude(
        kind__contains=".connectors."
    )
    return list(_told(rows.select_related("owner", "letter").order_by("ended_at", "pk")[:50]))


def _told(rows: Iterable[Job]) -> Iterator[Wait]:
    for job in rows:
        words = _("A mail to %(address)s couldn’t be sent") % {"address": job.mail.address} if job.mail else None
        yield Wait(
            key=f"failed-{job.pk}", kind="do", title=words or _("This couldn’t be done: %(what)s") % {"what": job.title},
            context=f"{job.title} · {job.error}"[:200], on=job.owner, asker=None, since=job.ended_at or job.asked_at,
            url=job.url or reverse("jobs"),
        )  # fmt: skip
