"""Post a letter: written now, with what it tells; sent by the worker, and tried again until it went."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.utils import make_msgid

from django.conf import settings
from django.db import models, transaction

from tandem.jobs.actions.asking import ask
from tandem.jobs.letters import PURPOSE, deliver
from tandem.jobs.models import Job, Letter
from tandem.people.models import Person
from tandem.sealed import seal


@dataclass(frozen=True)
class Attached:
    """A text file that goes with it. `params` are of its type: {"method": "REQUEST"}."""

    name: str
    kind: str
    words: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mail:
    """A mail as it's written. Each address of `to` has a letter of its own, so that one that's refused is told apart."""

    subject: str
    body: str
    to: Sequence[str]
    reply_to: Sequence[str] = ()
    html: str = ""
    attached: Sequence[Attached] = ()


def post(
    mail: Mail,
    *,
    title: str,
    owner: Person | None,
    at: datetime,
    key: str,
    subject: models.Model | None = None,
    url: str = "",
    good_until: datetime | None = None,
) -> list[Job]:
    """A letter to each address, in the transaction of what it tells. Posted again with the same `key` it's the same.

    `title` says what it is without saying what's in it: whoever runs the software reads it.
    """
    content = {**asdict(mail), "subject": " ".join(mail.subject.split())}
    made = []
    with transaction.atomic():
        for address in dict.fromkeys(mail.to):
            job = ask(deliver, title=title, owner=owner, at=at, key=f"{key}:{address}"[:160], subject=subject, url=url)
            _write(job, address, content, good_until)
            made.append(job)
    return made


def _write(job: Job, address: str, content: dict, good_until: datetime | None) -> None:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "tandem"
    values = {
        "address": address, "message_id": make_msgid(domain=domain), "good_until": good_until,
        "sealed": seal(json.dumps(content), PURPOSE),
    }  # fmt: skip
    Letter.objects.get_or_create(job=job, defaults=values)
