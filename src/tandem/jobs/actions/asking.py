"""Ask for a job, in the transaction of what it follows from: it exists if that does."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.crypto import get_random_string

from tandem.jobs.kinds import Kind
from tandem.jobs.models import Job
from tandem.people.models import Person

LASTS = timedelta(days=3)


def ask(
    kind: Kind,
    *args: Any,
    title: str,
    owner: Person | None,
    at: datetime,
    key: str = "",
    subject: models.Model | None = None,
    url: str = "",
) -> Job:
    """A job that a worker takes up soon; asked for again with the same `key` it's the same job.

    `owner` answers for it and hears if it fails (None: a program asked, so whoever runs the software does). `title`
    is for a page that whoever runs the software reads: no secret, no client's name.
    """
    values = {
        "kind": kind.path, "args": list(args), "title": title[:200], "owner": owner, "url": url[:200],
        "subject_type": subject._meta.label_lower if subject else "", "subject_id": subject.pk if subject else None,
        "asked_at": at, "next_at": at, "until": at + LASTS,
    }  # fmt: skip
    return Job.objects.get_or_create(key=key or f"{kind.path}:{get_random_string(24)}", defaults=values)[0]


def drop_waiting(subject: models.Model, kind: Kind, *, at: datetime) -> int:
    """What waits for this row is of no use any more: a letter that names a time which was changed. How many."""
    found = Job.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, kind=kind.path, state=Job.State.WAITING
    )
    return found.update(state=Job.State.DROPPED, ended_at=at, version=models.F("version") + 1)
