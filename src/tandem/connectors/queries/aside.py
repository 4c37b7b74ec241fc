"""Rows that were set aside, for leadership: what the file says, and what is here."""

from dataclasses import dataclass
from typing import Any

from tandem.connectors.models import ImportBatch, SetAside
from tandem.engagements.models import OPEN, Engagement
from tandem.engagements.queries.deals import seen_by
from tandem.people.models import Person

SHOWN = 500


@dataclass(frozen=True)
class AsideRow:
    """`deal` is what the file's number names here (None: nothing), `twin` the second deal that was made beside it; `open_here` are
    open deals of that client where it names nothing, of which one may be meant."""

    pk: int
    row: int
    said: dict[str, Any]
    deal: Engagement | None
    twin: Engagement | None
    open_here: tuple[Engagement, ...] = ()


def waiting(batch: ImportBatch, person: Person) -> list[AsideRow]:
    """Those that nobody decided on yet. Two queries."""
    found = SetAside.objects.visible_to(person).filter(batch=batch, state=SetAside.State.OPEN)
    rows = found.select_related("engagement__seller", "engagement__account", "twin").order_by("row", "pk")[:SHOWN]
    here = _open_by_client(person)
    return [
        AsideRow(
            each.pk, each.row, each.deal, each.engagement, each.twin, () if each.engagement else _named(here, each)
        )
        for each in rows
    ]


def _named(here: dict[str, list[Engagement]], row: SetAside) -> tuple[Engagement, ...]:
    return tuple(here.get(str(row.deal.get("client") or "").casefold(), ()))


def _open_by_client(person: Person) -> dict[str, list[Engagement]]:
    found: dict[str, list[Engagement]] = {}
    deals = seen_by(person).filter(stage__in=OPEN, account__isnull=False).select_related("account").order_by("pk")
    for deal in deals:
        found.setdefault(deal.account.name.casefold(), []).append(deal)  # type: ignore[union-attr]
    return found


def number_waiting(batch: ImportBatch, person: Person) -> int:
    return SetAside.objects.visible_to(person).filter(batch=batch, state=SetAside.State.OPEN).count()
