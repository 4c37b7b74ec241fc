"""What the schedule ends by itself, and how much of it at once: a clock that is wrong must not empty a table.

Each kind of row is counted before it's ended. More than a share of them (`EXPIRY_SHARE`) in one run, unless they are a
few (`EXPIRY_AT_LEAST`), are left as they are, until leadership or whoever runs the software has looked at it. What they
allow holds for so many rows and one day, so that it isn't the next mistake's permission.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.connectors.actions import receive
from tandem.front import once
from tandem.front.models import HeldBack, Sent
from tandem.jobs.actions import turns
from tandem.ledger.actions import Program, Stale, record
from tandem.people.models import Access, Person
from tandem.planning.actions import bookings
from tandem.planning.models import Booking

log = logging.getLogger(__name__)
ALLOWED_FOR = timedelta(days=1)
WORKER = Program("Tandem")


@dataclass(frozen=True)
class Expiry:
    """A kind of row that ends by itself: how many would end now, of how many, and how they are ended."""

    name: str
    label: str | Lazy
    due: Callable[[datetime], int]
    of: Callable[[], int]
    end: Callable[[datetime], object]


EXPIRIES = {
    each.name: each
    for each in (
        Expiry(
            "holds",
            gettext_lazy("Holds of people whose last day is past"),
            lambda at: bookings.expired(timezone.localdate(at)).count(),
            lambda: Booking.objects.filter(hard=False).count(),
            lambda at: bookings.release_expired(timezone.localdate(at), by=WORKER, at=at),
        ),
        Expiry(
            "sessions",
            gettext_lazy("Sessions that have run out: these people sign in again"),
            lambda at: Session.objects.filter(expire_date__lt=at).count(),
            Session.objects.count,
            lambda at: call_command("clearsessions", verbosity=0),
        ),
        Expiry(
            "forms",
            gettext_lazy("Marks of forms that went through more than a week ago"),
            lambda at: once.old(at).count(),
            Sent.objects.count,
            once.forget_old,
        ),
        Expiry(
            "files",
            gettext_lazy("Files of imports that were brought in more than 90 days ago"),
            lambda at: receive.old_files(at).count(),
            lambda: receive.kept_files().count(),
            receive.forget_old_files,
        ),
        Expiry(
            "jobs",
            gettext_lazy("Background work that ended more than a month ago"),
            lambda at: turns.old(at).count(),
            lambda: turns.ended().count(),
            turns.forget_old,
        ),
    )
}


def carry_out(name: str, at: datetime) -> bool:
    """End what is due of this kind; False if that has to be allowed first, which is kept for a person to see."""
    expiry = EXPIRIES[name]
    due, of = expiry.due(at), expiry.of()
    held = HeldBack.objects.filter(name=name).first()
    if not _is_usual(due, of) and not _is_allowed(held, due, at):
        _hold_back(expiry, due, of, at)
        return False
    expiry.end(at)
    HeldBack.objects.filter(name=name).delete()
    return True


def allow(held: HeldBack, *, seen: int, by: Person, at: datetime) -> HeldBack:
    """So many rows of this kind may go at the schedule's next turn, within a day.

    Raises:
        PermissionDenied: by neither leads nor runs the software.
        Stale: it isn't what they had read: others, or more of them, would go now.
    """
    if not may_allow(by):
        raise PermissionDenied(_("Leadership, or whoever runs the software, decides on this."))
    with transaction.atomic():
        current = HeldBack.objects.select_for_update().filter(pk=held.pk).first()
        if current is None or current.due != seen:
            raise Stale(current or held)
        current.allowed, current.allowed_at = current.due, at
        current.save(update_fields=["allowed", "allowed_at"])
        record("allowed the schedule to end", current, by=by, at=at, after={"rows": current.due, "of": current.of})
    return current


def may_allow(person: Person) -> bool:
    return person.is_active and (person.is_admin or person.access == Access.LEADERSHIP)


def asked() -> list[HeldBack]:
    """What waits to be allowed. One query."""
    return [row for row in HeldBack.objects.order_by("asked_at", "pk") if row.name in EXPIRIES and row.allowed is None]


def _is_usual(due: int, of: int) -> bool:
    return due <= max(settings.EXPIRY_AT_LEAST, int(of * settings.EXPIRY_SHARE))


def _is_allowed(held: HeldBack | None, due: int, at: datetime) -> bool:
    if held is None or held.allowed is None or held.allowed_at is None:
        return False
    return due <= held.allowed and timedelta(0) <= at - held.allowed_at <= ALLOWED_FOR


def _hold_back(expiry: Expiry, due: int, of: int, at: datetime) -> None:
    log.warning(
        "The schedule would end %s of %s %s at once, and waits until that is allowed on the page Settings > Schedule. "
        "Is the clock right? It says %s.",
        due, of, expiry.name, at.isoformat(timespec="minutes"),
    )  # fmt: skip
    HeldBack.objects.update_or_create(
        name=expiry.name, defaults={"due": due, "of": of, "asked_at": at, "allowed": None, "allowed_at": None}
    )
