"""Versions of an offering's tiers: why each was made, and who said yes to it."""

from dataclasses import dataclass
from datetime import datetime

from tandem.catalogue.models import Grade, Offering, Tier
from tandem.ledger.models import Entry
from tandem.people.models import Person

DECIDED = "decided for a new version"


@dataclass(frozen=True)
class Version:
    """`approved` are (side or "", name) of whoever said yes; `at` is when it became what is sold, or was made.
    `decided_why` is leadership's reason where it decided instead of a key."""

    tier: Tier
    at: datetime
    approved: list[tuple[str, str]]
    decided_why: str = ""


def listed(offering: Offering, person: Person) -> list[Version]:
    """Every version, Bronze first, newest first within a grade; drafts and what was given up as well. Three queries."""
    rows = list(
        Tier.objects.visible_to(person)
        .filter(offering=offering)
        .select_related("made_by", "asked_by", "declined_by")
        .prefetch_related("keys__person")
    )
    decided = _decided(rows)
    order = list(Grade.values)
    rows.sort(key=lambda row: (order.index(row.grade), -row.number))
    return [_version(row, decided.get(row.pk)) for row in rows]


def _decided(rows: list[Tier]) -> dict[int, Entry]:
    found = Entry.objects.filter(
        subject_type=Tier._meta.label_lower, subject_id__in=[row.pk for row in rows], verb=DECIDED
    )
    return {entry.subject_id: entry for entry in found if entry.subject_id}


def _version(row: Tier, decided: Entry | None) -> Version:
    keys = sorted(row.keys.all(), key=lambda key: key.at)
    approved = [(key.side, key.person.name) for key in keys]
    if decided:
        return Version(row, decided.at, [*approved, ("", decided.actor_name)], decided.reason)
    if row.state == Tier.State.APPROVED and len(keys) > 1:
        return Version(row, keys[-1].at, approved)
    return Version(row, row.made_at, approved)
