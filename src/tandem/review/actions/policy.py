"""The firm's policy: a draft that leadership changes freely, then publishes with a reason. Older ones stay."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from tandem.ledger.actions import Stale, add, record, revise
from tandem.ledger.deeds import deed
from tandem.people.models import Access, Person
from tandem.review.gate.called import Row
from tandem.review.models import Policy, PolicyRow
from tandem.review.queries import policy as queries

LIMITS = ("waiver_days_most", "delegation_days_most")
VALUES = ("margin_floor", "quorum", "answer_days", "valid_days", "waiver_days", *LIMITS)
SHARES = ("margin", "discount", "novelty", "risk")
ALL_SEATS = 4


def draft(*, by: Person, at: datetime) -> Policy:
    """A draft that says what the current policy says. There is one at a time.

    Raises:
        PermissionDenied: only leadership changes the policy.
        Stale: there is a draft already.
    """
    _leads(by)
    with deed():
        there = Policy.objects.filter(published_at__isnull=True, current=False).first()
        if there:
            raise Stale(there)
        now = queries.book().now
        number = (Policy.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        values = {name: getattr(now.policy, name) for name in VALUES}
        made = add(Policy(number=number, **values), "began a policy", by=by, at=at)
        _put(made, now.rows)
    return made


def change(policy: Policy, *, rows: Sequence[Row], by: Person, at: datetime, seen: int | None, **values: Any) -> Policy:
    """What the draft says from now on: its values, and all of its rows.

    Raises:
        PermissionDenied: only leadership changes the policy.
        ValidationError: it's published; a row stands twice; a limit or a value is out of its bounds.
        Stale: somebody else changed it.
    """
    _leads(by)
    _is_draft(policy)
    _check(rows, values)
    with deed():
        before = queries.terms_of(policy).rows
        revise(policy, "changed a policy", seen=seen, by=by, at=at, **values)
        if tuple(rows) != before:
            policy.rows.all().delete()
            _put(policy, rows)
            _moved(policy)
            record(
                "changed a policy’s rows", policy, by=by, at=at,
                before={"rows": [_told(row) for row in before]}, after={"rows": [_told(row) for row in rows]},
            )  # fmt: skip
    return policy


@deed()
def publish(policy: Policy, *, why: str, by: Person, at: datetime, seen: int | None) -> Policy:
    """The draft becomes the current policy. Scopes that are frozen already stay with the one they were frozen under.

    Raises:
        PermissionDenied: only leadership publishes it.
        ValidationError: it's published already, or the reason lacks.
        Stale: somebody else changed it.
    """
    _leads(by)
    _is_draft(policy)
    if not why.strip():
        raise ValidationError({"why": _("Say why: everybody reads it here.")})
    Policy.objects.filter(current=True).update(current=False)
    revise(
        policy, "published policy", seen=seen, by=by, at=at, reason=why.strip(),
        current=True, published_at=at, published_by=by, why=why.strip(),
    )  # fmt: skip
    return policy


@deed()
def discard(policy: Policy, *, by: Person, at: datetime, seen: int | None) -> None:
    """Throw the draft away; history keeps that there was one.

    Raises:
        PermissionDenied, ValidationError, Stale: as above.
    """
    _leads(by)
    _is_draft(policy)
    revise(policy, "read a policy", seen=seen, by=by, at=at)
    record("threw a policy away", policy, by=by, at=at)
    policy.delete()


def _leads(by: Person) -> None:
    if by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Only leadership changes the policy."))


def _is_draft(policy: Policy) -> None:
    if policy.published_at or policy.current:
        raise ValidationError(_("A published policy stays as it is; begin a new one."))


def _check(rows: Sequence[Row], values: dict[str, Any]) -> None:
    if len({(row.measure, row.calls) for row in rows}) < len(rows):
        raise ValidationError(_("A measure calls a seat in one row only."))
    for row in rows:
        most = 100 if row.measure == "fit" else 1 if row.measure in SHARES else None
        if row.limit <= 0 or (most is not None and row.limit > most):
            raise ValidationError(_("A limit is above nothing, and a share of the whole at most."))
    if not Decimal(0) <= values.get("margin_floor", Decimal(0)) < 1:
        raise ValidationError({"margin_floor": _("Between 0 and 99%.")})
    if not 2 <= values.get("quorum", 2) <= ALL_SEATS:
        raise ValidationError({"quorum": _("Between two seats and four.")})
    for name in ("answer_days", "valid_days", "waiver_days", *LIMITS):
        if not 1 <= values.get(name, 1) <= 365:
            raise ValidationError({name: _("Between 1 and 365 days.")})
    if values.get("waiver_days", 1) > values.get("waiver_days_most", 365):
        raise ValidationError({"waiver_days": _("A waiver’s usual time lies within its longest.")})


def _put(policy: Policy, rows: Sequence[Row]) -> None:
    PolicyRow.objects.bulk_create(
        PolicyRow(policy=policy, measure=row.measure, limit=row.limit, calls=row.calls, position=place)
        for place, row in enumerate(rows)
    )


def _moved(policy: Policy) -> None:
    """Rows are part of what somebody had read: a change of theirs alone counts too."""
    Policy.objects.filter(pk=policy.pk).update(version=policy.version + 1)
    policy.version += 1


def _told(row: Row) -> str:
    return f"{row.measure} {row.limit.normalize():f} {row.calls}"
