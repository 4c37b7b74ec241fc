"""What a person decides about a job: try it again now, or give it up."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tandem.jobs.actions.asking import LASTS
from tandem.jobs.models import Job, Letter
from tandem.ledger.actions import revise
from tandem.people.models import Access, Person

State = Job.State


def again(job: Job, *, seen: int | None, by: Person, at: datetime) -> Job:
    """Now, and for three more days if it has to be.

    Raises:
        PermissionDenied: neither its owner nor leadership nor who runs the software.
        ValidationError: it runs or is done, or its content is gone.
        Stale: it moved meanwhile.
    """
    _must_decide(job, by)
    if job.state not in (State.WAITING, State.FAILED):
        raise ValidationError(_("Only what waits or has failed can be tried again."))
    if Letter.objects.filter(job=job, sealed="").exists():
        raise ValidationError(_("What it said is gone. Ask for it anew where it came from."))
    changes: dict[str, Any] = {"state": State.WAITING, "next_at": at, "until": at + LASTS, "ended_at": None}
    return revise(job, "had a job tried again", seen=seen, by=by, at=at, **changes)


def give_up(job: Job, *, seen: int | None, by: Person, at: datetime) -> Job:
    """It isn't tried any more, and what a letter said is forgotten.

    Raises:
        PermissionDenied, ValidationError, Stale: as for `again`.
    """
    _must_decide(job, by)
    if job.state not in (State.WAITING, State.FAILED):
        raise ValidationError(_("Only what waits or has failed can be given up."))
    with transaction.atomic():
        revise(job, "gave up a job", seen=seen, by=by, at=at, state=State.DROPPED, ended_at=at)
        Letter.objects.filter(job=job).update(sealed="")
    return job


def _must_decide(job: Job, by: Person) -> None:
    if not by.is_active or not (by.is_admin or by.access == Access.LEADERSHIP or by.pk == job.owner_id):
        raise PermissionDenied(_("Its owner, leadership and whoever runs the software decide about a job."))
