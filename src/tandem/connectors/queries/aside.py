"""Rows that were set aside, for leadership: what the file says, and what is here."""

from dataclasses import dataclass
from typing import Any

from tandem.connectors.models import ImportBatch, SetAside
from tandem.engagements.models import Engagement
from tandem.people.models import Person

SHOWN = 500


@dataclass(frozen=True)
class AsideRow:
    """`deal` is what is here (None: nothing is), `twin` the second deal that was made beside it."""

    pk: int
    row: int
    said: dict[str, Any]
    deal: Engagement | None
    twin: Engagement | None


def waiting(batch: ImportBatch, person: Person) -> list[AsideRow]:
    """Those that nobody decided on yet. One query."""
    found = SetAside.objects.visible_to(person).filter(batch=batch, state=SetAside.State.OPEN)
    rows = found.select_related("engagement__seller", "engagement__account", "twin").order_by("row", "pk")[:SHOWN]
    return [AsideRow(each.pk, each.row, each.deal, each.engagement, each.twin) for each in rows]


def number_waiting(batch: ImportBatch, person: Person) -> int:
    return SetAside.objects.visible_to(person).filter(batch=batch, state=SetAside.State.OPEN).count()
