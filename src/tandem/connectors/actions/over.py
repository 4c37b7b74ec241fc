"""Leadership's word on rows that were set aside: taken over as an import of its own, or left as the deals are here."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.connectors.actions import chunk
from tandem.connectors.actions.apply import context_of, count
from tandem.connectors.files.deal import Deal
from tandem.connectors.models import ExternalRef, ImportBatch, SetAside
from tandem.engagements.models import Engagement
from tandem.ledger.actions import Stale, record
from tandem.ledger.deeds import deed, hold
from tandem.people.models import Access, Person

State = SetAside.State
MONEY, DAYS = ("amount", "probability"), ("close_on", "created_on", "starts_on")


def take(batch: ImportBatch, rows: Sequence[int], *, by: Person, at: datetime) -> ImportBatch:
    """Leadership takes the file's word for these rows: they come in as an import of leadership's own, which can be undone.

    Raises:
        PermissionDenied: not leadership's.
        Stale: somebody settled one of them meanwhile, or the importer said something new.
    """
    with deed():
        _hold_deals(batch, rows)
        held = _settle(batch, rows, State.TAKEN, by=by, at=at)
        own = ImportBatch.objects.create(
            file_name=batch.file_name, digest=batch.digest, system=batch.system, mapping=batch.mapping, by=by,
            findings={**batch.findings, "problems": []}, state=ImportBatch.State.DONE, made_at=at, started_at=at,
            applied_at=at, rows_total=len(held), rows_done=len(held),
        )  # fmt: skip
        record("took over rows that were set aside", own, by=by, at=at, reason=str(batch))
        count(own, chunk.write(context_of(own, by, at), [deal_of(row) for row in held]))
        own.save()
    return own


def leave(batch: ImportBatch, rows: Sequence[int], *, by: Person, at: datetime) -> None:
    """Leadership leaves the deals as they are here. Raises as `take`."""
    with deed():
        held = _settle(batch, rows, State.LEFT, by=by, at=at)
        record("left rows that were set aside", batch, by=by, at=at, after={"rows": [row.row for row in held]})


def _hold_deals(batch: ImportBatch, rows: Sequence[int]) -> None:
    """Whatever these rows may change, before anything is written."""
    named = SetAside.objects.filter(batch=batch, pk__in=rows).values_list("engagement_id", "twin_id", "key", "system")
    keys = ExternalRef.objects.filter(system__in={row[3] for row in named}, key__in={row[2] for row in named})
    pks = {pk for row in named for pk in row[:2] if pk} | set(keys.values_list("engagement_id", flat=True))
    hold(Engagement, pks)


def deal_of(row: SetAside) -> Deal:
    """The row as it was read."""
    read: dict[str, Any] = dict(row.deal)
    for name in MONEY:
        read[name] = None if read[name] is None else Decimal(read[name])
    for name in DAYS:
        read[name] = None if read[name] is None else date.fromisoformat(read[name])
    return Deal(**read | {"remarks": tuple(read["remarks"]), "blank": tuple(read.get("blank", ()))})


def _settle(batch: ImportBatch, rows: Sequence[int], state: str, *, by: Person, at: datetime) -> list[SetAside]:
    if not by.is_active or by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Only leadership decides on rows that were set aside."))
    held = list(SetAside.objects.select_for_update().filter(batch=batch, pk__in=rows, state=State.OPEN).order_by("pk"))
    if len(held) != len(set(rows)):
        raise Stale(batch)
    SetAside.objects.filter(pk__in=[row.pk for row in held]).update(state=state, settled_by=by, settled_at=at)
    return held
