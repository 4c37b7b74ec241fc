"""Rows that name a deal which their importer can't see: kept for leadership (`actions.over`), and forgotten by an undo."""

from collections.abc import Mapping as Lookup
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tandem.connectors.files.deal import Deal
from tandem.connectors.models import ImportBatch, SetAside
from tandem.connectors.queries import compare

State = SetAside.State


def keep(batch: ImportBatch, system: str, found: compare.Compared, made: Lookup[str, int], *, at: datetime) -> None:
    """In the caller's transaction: what leadership is to be asked, and what this importer's files said of unseen deals.
    `made` finds the new deals by key."""
    if batch.by_id is None or not (found.aside or found.beside):
        return
    now = {deal.key: values for deal, values in found.made}
    deals = {deal.key: deal for deal, _values in found.made}
    rows = [
        _row(batch, system, each.deal, each.now, at, engagement=each.engagement, asks=each.asks) for each in found.aside
    ]
    rows += [
        _row(batch, system, deals[key], now[key], at, engagement=first, twin=made[key])
        for key, first in found.beside.items()
    ]
    SetAside.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["by", "system", "key"],
        update_fields=["batch", "row", "deal", "said", "engagement", "state", "settled_by", "settled_at"],
        batch_size=500,
    )


def forget(batch: ImportBatch) -> None:
    """The import is undone: nothing that it said is asked any more."""
    SetAside.objects.filter(first=batch).delete()
    SetAside.objects.filter(batch=batch, state=State.OPEN).update(state=State.LEFT)


def _row(
    batch: ImportBatch, system: str, deal: Deal, now: dict[str, Any], at: datetime, *,
    engagement: int | None, asks: bool = True, twin: int | None = None,
) -> SetAside:  # fmt: skip
    told = {name: str(value) if isinstance(value, Decimal | date) else value for name, value in asdict(deal).items()}
    return SetAside(
        first=batch, batch=batch, by=batch.by, system=system, key=deal.key, row=deal.row, deal=told,
        said=compare.said_of(now), engagement_id=engagement, twin_id=twin, made_at=at,
        state=State.OPEN if asks else State.LEFT,
    )  # fmt: skip
