"""Undo a batch: what it made goes, what it changed is as it was; what was worked on since stays and is named."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from tandem.clients.models import Account
from tandem.connectors.actions import aside
from tandem.connectors.actions.apply import LANE, NotReady, still_mine
from tandem.connectors.actions.receive import must_import
from tandem.connectors.models import ExternalRef, ImportBatch, RowChange
from tandem.connectors.queries.batches import stands_still
from tandem.connectors.queries.sight import eyes_of
from tandem.connectors.queries.signed import is_signed
from tandem.engagements.actions.settled import OPEN, state_at
from tandem.engagements.models import Engagement, StageChange
from tandem.handoff.models import Handoff
from tandem.jobs.actions import lanes
from tandem.ledger.actions import Actor, Stale, draft, let_go, record, record_all
from tandem.ledger.deeds import deed, hold
from tandem.ledger.models import Entry
from tandem.ledger.seals import gone, gone_rows
from tandem.people.models import Person
from tandem.review.models import Signature

State = ImportBatch.State
SIZE = 500
NAMED = 200


def start(batch: ImportBatch, *, seen: int | None = None, by: Actor, at: datetime) -> ImportBatch:
    """Done or failed to being undone.

    Raises:
        NotReady: it's running, was undone, or never ran.
        Stale: somebody else was first.
        PermissionDenied: this person may not bring files in.
    """
    must_import(by)
    stopped = batch.state == State.UNDOING and stands_still(batch, at)
    if not stopped and (batch.state not in (State.DONE, State.FAILED) or not batch.rows_done):
        raise NotReady(_("There's nothing of this import to undo."))
    held = ImportBatch.objects.filter(pk=batch.pk, version=batch.version if seen is None else seen)
    with deed():
        if not held.update(state=State.UNDOING, beat_at=at, started_at=at, version=F("version") + 1):
            raise Stale(ImportBatch.objects.get(pk=batch.pk))
        batch.refresh_from_db()
        record("started to undo an import", batch, by=by, at=at)
    return batch


def run(batch: ImportBatch, *, by: Actor, at: datetime, clock: Callable[[], datetime] | None = None) -> ImportBatch:
    """Chunk by chunk, newest first. Cut off anywhere, it goes on later: what is undone is gone from the list.

    Raises:
        Overtaken: another run goes on with it or is through.
    """
    tick = clock or (lambda: at)
    while _undo_some(batch, by=by, at=at, beat=tick()):
        pass
    with deed():
        lanes.hold(LANE)
        _take_over(batch)
        _forget_clients(batch, by=by, at=at)
        aside.forget(batch)
        batch.state, batch.undone_at = State.UNDONE, tick()
        batch.version += 1
        batch.save(update_fields=["state", "undone_at", "version", "accounts_made"])
        record("undid an import", batch, by=by, at=at, after={"kept": len(batch.kept)})
    return batch


@deed()
def _undo_some(batch: ImportBatch, *, by: Actor, at: datetime, beat: datetime) -> bool:
    """A chunk; False when nothing is left. What there is to undo is read under the lock, so that two runs share it."""
    lanes.hold(LANE)
    _take_over(batch)
    changes = list(batch.changes.select_related("engagement").order_by("-pk")[:SIZE])
    if changes:
        _undo(batch, changes, by=by, at=at, beat=beat)
    return bool(changes)


def _take_over(batch: ImportBatch) -> None:
    held = still_mine(batch, State.UNDOING)
    batch.kept, batch.accounts_made = held.kept, held.accounts_made


def _undo(batch: ImportBatch, changes: Sequence[RowChange], *, by: Actor, at: datetime, beat: datetime) -> None:
    changes = _held(changes)
    touched = _touched(changes)
    made = [change for change in changes if change.made and change.engagement]
    gone = [change.engagement for change in made if change.engagement_id not in touched]
    kept = [change.engagement for change in made if change.engagement_id in touched]
    restored = [change for change in changes if not change.made and change.engagement]
    kept += _restore(batch, restored, touched, by=by, at=at)
    _remove(batch, [each for each in gone if each], by=by, at=at)
    batch.kept = [*batch.kept, *([each.pk, each.name] for each in kept if each)][:NAMED]
    batch.beat_at = beat
    RowChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    batch.save(update_fields=["kept", "beat_at"])


def _held(changes: Sequence[RowChange]) -> list[RowChange]:
    """With their deals as they are now, which nobody touches until this is through."""
    held = hold(Engagement, [change.engagement_id for change in changes if change.engagement_id])
    for change in changes:
        if change.engagement_id in held:
            change.engagement = held[change.engagement_id]
    return list(changes)


def _touched(changes: Sequence[RowChange]) -> set[int]:
    """Engagements with an entry newer than the batch's own: every verb writes one, so somebody worked on them."""
    mark = {change.engagement_id: change.entry for change in changes}
    newest = (
        Entry.objects.filter(engagement_id__in=mark, pk__gt=min(mark.values(), default=0))
        .values_list("engagement_id")
        .annotate(models.Max("pk"))
    )
    return {pk for pk, entry in newest if pk is not None and entry > mark[pk]}


def _remove(batch: ImportBatch, engagements: Sequence[Engagement], *, by: Actor, at: datetime) -> None:
    reason = _("The import of %(file)s was undone") % {"file": batch.file_name}
    record_all([draft("removed by an undo", each, by=by, at=at, reason=reason) for each in engagements])
    ids = [each.pk for each in engagements]
    let_go(gone(ids), by=by, at=at)
    Signature.objects.filter(engagement__in=ids).delete()
    Engagement.objects.filter(pk__in=ids).delete()


def _restore(
    batch: ImportBatch, changes: Sequence[RowChange], touched: set[int], *, by: Actor, at: datetime
) -> list[Engagement]:
    """Columns that still hold what the batch wrote go back; returns those of which something was left alone."""
    kept, entries, told = [], [], []
    visible = eyes_of(by if isinstance(by, Person) else None).visible(touched)
    refs = {
        ref.engagement_id: ref for ref in ExternalRef.objects.filter(engagement__in=[c.engagement_id for c in changes])
    }
    refs_by_pk = ExternalRef.objects.in_bulk([c.before["ref"] for c in changes if c.before.get("ref")])
    ExternalRef.objects.filter(pk__in=[c.before["adopted"] for c in changes if c.before.get("adopted")]).delete()
    changes = [change for change in changes if not change.before.get("adopted")]
    for change in changes:
        engagement = change.engagement
        if engagement is None:
            continue
        if engagement.pk in touched and engagement.pk not in visible:
            kept.append(engagement)  # it is others' work by now, which whoever undoes can't see
            continue
        back = _columns_to_restore(engagement, change.before["fields"], worked_on=engagement.pk in touched)
        if len(back) < len(change.before["fields"]):
            kept.append(engagement)
        if back:
            now = {name: getattr(engagement, name) for name in back}
            held = Engagement.objects.filter(pk=engagement.pk)
            held.update(**back, version=F("version") + 1)
            entries.append(draft("restored by an undo", engagement, by=by, at=at, before=now, after=back))
        if "stage" in back:
            _forget_move(batch, engagement, by=by, at=at)
        if ref := refs_by_pk.get(change.before.get("ref", 0)) or refs.get(engagement.pk):
            ref.said = change.before["said"]
            told.append(ref)
    ExternalRef.objects.bulk_update(told, ["said"], batch_size=500)
    record_all(entries)
    return kept


def _forget_move(batch: ImportBatch, engagement: Engagement, *, by: Actor, at: datetime) -> None:
    """What was written beside the deal when it moved, which nobody has touched since."""
    signatures = Signature.objects.filter(engagement=engagement, scope=None)
    handoffs = Handoff.objects.filter(engagement=engagement, remedial=True)
    let_go(gone_rows(signatures) | gone_rows(handoffs), by=by, at=at)
    signatures.delete()
    handoffs.delete()
    StageChange.objects.filter(engagement=engagement, at__gte=batch.started_at).delete()


def _columns_to_restore(engagement: Engagement, fields: dict[str, list], *, worked_on: bool) -> dict[str, Any]:
    back = {}
    for name, (was, became) in fields.items():
        # None for `became`: a verb of another package wrote it, so only untouched deals can go back.
        same = not worked_on if became is None else _kept(getattr(engagement, name)) == became
        if same or not worked_on:
            field: models.Field = engagement._meta.get_field(name)  # type: ignore[assignment]
            back[name] = field.to_python(was)
    if (
        state_at(engagement.stage) != OPEN and "stage" not in back
    ):  # signed or closed since: that isn't the file's any more
        return {name: value for name, value in back.items() if not is_signed(name)}
    return back


def _forget_clients(batch: ImportBatch, *, by: Actor, at: datetime) -> None:
    """Clients that the batch added and that nobody has used or touched since."""
    used = Engagement.objects.filter(account=models.OuterRef("pk"))
    idle = Account.objects.filter(pk__in=batch.accounts_made, version=1).exclude(models.Exists(used))
    for account in idle:
        try:
            with deed():
                record("removed by an undo", account, by=by, at=at)
                account.delete()
        except ProtectedError:
            continue
    batch.accounts_made = []


def _kept(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date | datetime) else value
