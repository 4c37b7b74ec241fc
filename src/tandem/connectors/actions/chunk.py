"""One chunk of an import, in one deed: the deals, what the file said of them, how to undo it, history."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from tandem.clients.models import Account
from tandem.connectors.actions.signed import keep_what_was_signed
from tandem.connectors.actions.wins import Arrived, arrive_won
from tandem.connectors.files.match import SYSTEMS
from tandem.connectors.files.rows import Deal, Refusal
from tandem.connectors.files.stages import LOST, QUALIFIED, SIGNED
from tandem.connectors.models import ExternalRef, ImportBatch, RowChange, RowProblem
from tandem.connectors.queries.compare import (
    NO_REASON,
    Change,
    Compared,
    compare,
    contradicts,
    differences,
    said_of,
    step,
)
from tandem.connectors.queries.known import Known
from tandem.engagements.models import Engagement, StageChange
from tandem.ledger.actions import Actor, draft, record_all
from tandem.ledger.bulk import insert, new_ids, update
from tandem.ledger.deeds import afterwards, hold, made
from tandem.ledger.models import Entry

SIZE = 1000


@dataclass(slots=True)
class Tally:
    """What a chunk did."""

    made: int = 0
    changed: int = 0
    unchanged: int = 0
    not_taken: int = 0
    accounts: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Undo:
    """What it takes to undo one row: a `RowChange` that isn't an object yet."""

    engagement: int
    made: bool
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Context:
    """What holds for a whole import. `since` is the firm's first day with Tandem: what was won before had no gate.
    `newest_account` is the newest client when `known` was read: a newer one means that somebody added clients."""

    batch: ImportBatch
    known: Known
    columns: list[str]
    source: str
    by: Actor
    at: datetime
    zone: tzinfo
    since: date | None
    newest_account: int = 0

    @property
    def system_name(self) -> str:
        return str(SYSTEMS.get(self.batch.system, self.batch.system))


def write(context: Context, rows: Sequence[Deal | list[Refusal]]) -> Tally:
    """In the caller's deed. A fixed number of queries, and one more for each set of columns that changed."""
    deals = [row for row in rows if isinstance(row, Deal)]
    problems = [_problem(context, refusal) for row in rows if isinstance(row, list) for refusal in row]
    problems += [_remark(context, deal.row, words) for deal in deals for words in deal.remarks]
    held = hold(Engagement, _known(context, deals))
    tally = Tally(not_taken=len(rows) - len(deals), accounts=_add_accounts(context, deals))
    found = compare(context.source, deals, context.known, context.columns)
    changes = _make(context, found)
    more, remarks = _change(context, found, held)
    problems += remarks
    tally.made, tally.changed = len(found.made), sum(bool(change.before["fields"]) for change in more)
    tally.unchanged = found.unchanged + len(found.changed) - tally.changed
    _keep_undo(context, changes + more)
    RowProblem.objects.bulk_create(problems, batch_size=2000)
    return tally


def _known(context: Context, deals: Sequence[Deal]) -> list[int]:
    """The deals here that the rows may change: held before anything is compared, so that nobody edits them meanwhile."""
    refs = ExternalRef.objects.filter(system=context.source, key__in=[deal.key for deal in deals])
    return list(refs.values_list("engagement_id", flat=True))


def _add_accounts(context: Context, deals: Sequence[Deal]) -> list[int]:
    """Clients that the firm doesn't know yet, each once, under the name that the file has first."""
    known = context.known
    new: dict[str, Account] = {}
    for deal in deals:
        if deal.client and (key := known.account_key(deal.client)) not in known.accounts:
            new.setdefault(key, Account(name=deal.client, key=key, created_at=context.at))
    if not new:
        return []
    made = Account.objects.bulk_create(new.values(), batch_size=1000)
    known.accounts.update((account.key, account.pk) for account in made)
    verb = "added client"
    record_all([draft(verb, account, by=context.by, at=context.at, reason=str(context.batch)) for account in made])
    return [account.pk for account in made]


def _make(context: Context, found: Compared) -> list[Undo]:
    if not found.made:
        return []
    # The values are read again: clients that the file brought are known by now.
    rows = [(deal, _with_account(context, deal, now)) for deal, now in found.made]
    fields = [_as_it_arrives(context, deal, now) for deal, now in rows]
    ids = new_ids(Engagement, len(fields))
    made(Engagement, ids)
    names = list(fields[0])
    insert(Engagement, ["id", *names], ([pk, *each.values()] for pk, each in zip(ids, fields, strict=True)))
    insert(
        ExternalRef,
        ["engagement_id", "system", "key", "batch_id", "said"],
        (
            [pk, context.source, deal.key, context.batch.pk, said_of(now)]
            for pk, (deal, now) in zip(ids, rows, strict=True)
        ),
    )
    reason = _("From %(file)s") % {"file": context.batch.file_name}
    record_all(
        [
            draft(
                "imported",
                Made(pk, each["name"]),
                by=context.by,
                at=context.at,
                reason=reason,
                after={"stage": each["stage"]},
            )
            for pk, each in zip(ids, fields, strict=True)
        ]
    )
    arrived = [
        Arrived(
            Engagement(id=pk, **each), deal.client, _closed(context, deal), past_gates=_is_past_gates(context, deal)
        )
        for pk, each, (deal, _now) in zip(ids, fields, rows, strict=True)
        if deal.stage == SIGNED
    ]
    arrive_won(arrived, system=context.system_name, by=context.by, at=context.at)
    return [Undo(pk, made=True) for pk in ids]


@dataclass(slots=True)
class Made:
    """As much of a new engagement as history names."""

    pk: int
    name: str
    _meta: Any = Engagement._meta

    def __str__(self) -> str:
        return self.name


def _with_account(context: Context, deal: Deal, now: dict[str, Any]) -> dict[str, Any]:
    return {**now, "account_id": context.known.account(deal.client)} if "account_id" in now else now


def _is_past_gates(context: Context, deal: Deal) -> bool:
    """Won while the firm already had gates. Without a day of either nobody can say so, and then it isn't said."""
    if deal.stage != SIGNED or context.since is None or deal.close_on is None:
        return False
    return deal.close_on >= context.since


def _as_it_arrives(context: Context, deal: Deal, now: dict[str, Any]) -> dict[str, Any]:
    """The new engagement's columns. Won past our gates, it arrives as qualified: the verb for that moves it on."""
    late = _is_past_gates(context, deal)
    began, ended = _moment(context, deal.created_on), None
    if deal.stage in (SIGNED, LOST):
        ended = _moment(context, deal.close_on) or began or context.at
    return {
        **now,
        "stage": QUALIFIED if late else deal.stage,
        "crm_stage": deal.crm_stage,
        "lost_reason": (deal.lost_reason or NO_REASON) if deal.stage == LOST else deal.lost_reason,
        "created_at": began or ended or context.at,
        "stage_since": ended or began or context.at,
        "closed_at": None if late else ended,
    }


def _moment(context: Context, day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(12), context.zone)


def _change(context: Context, found: Compared, held: dict[int, Engagement]) -> tuple[list[Undo], list[RowProblem]]:
    if not found.changed:
        return [], []
    held |= hold(Engagement, [change.engagement for change in found.changed if change.engagement not in held])
    changes: list[Undo] = []
    remarks: list[RowProblem] = []
    won: list[Arrived] = []
    entries: list[Entry] = []
    steps: list[StageChange] = []
    written: dict[tuple[str, ...], list[Engagement]] = {}
    for change in found.changed:
        engagement = held[change.engagement]
        if "account_id" in change.now:
            change.now["account_id"] = context.known.account(change.deal.client)
        fields = differences(engagement, change)
        remarks += [_remark(context, change.deal.row, words) for words in _limits(engagement, change, fields)]
        moved = step(engagement, change)
        late = moved == SIGNED and _is_won_here(context, change.deal)
        if moved == SIGNED:
            won.append(Arrived(engagement, change.deal.client, _closed(context, change.deal), past_gates=late))
        if moved and not late:
            steps.append(_move(context, engagement, change, moved, fields))
        changes.append(_write(context, engagement, change, fields, entries, late=late))
        written.setdefault(tuple(fields), []).append(engagement)
    for names, rows in written.items():
        if names:
            columns = [*names, "version"]
            update(Engagement, columns, ([each.pk, *(getattr(each, name) for name in columns)] for each in rows))
    update(ExternalRef, ["said", "batch_id"], (_ref(context, change) for change in found.changed))
    StageChange.objects.bulk_create(steps, batch_size=2000)
    record_all(entries)
    arrive_won(won, system=context.system_name, by=context.by, at=context.at)
    return changes, remarks


def _is_won_here(context: Context, deal: Deal) -> bool:
    """It was open here until now, so it was won past our gates, unless that was before there were any."""
    return context.since is None or deal.close_on is None or deal.close_on >= context.since


def _closed(context: Context, deal: Deal) -> datetime:
    return _moment(context, deal.close_on) or context.at


def _limits(engagement: Engagement, change: Change, fields: dict[str, Any]) -> list[str]:
    """What the file says and can't be taken over as it is, in words."""
    words = keep_what_was_signed(engagement, change, fields)
    starts = fields.get("starts_on")
    if starts and engagement.ends_on and starts > engagement.ends_on:
        del fields["starts_on"]
        words.append(_("Its start stays as it is: the work would end before it starts."))
    if contradicts(engagement, change):
        words.append(_("It stays signed here, though the file no longer has it as won."))
    if "lost_reason" in fields and not fields["lost_reason"] and engagement.stage == LOST:
        del fields["lost_reason"]
    return words


def _move(context: Context, engagement: Engagement, change: Change, to: str, fields: dict[str, Any]) -> StageChange:
    """Lost, won before there were gates, or open again; the step that says so."""
    if to == LOST:
        fields["lost_reason"] = fields.get("lost_reason") or engagement.lost_reason or NO_REASON
    fields["closed_at"] = _closed(context, change.deal) if to in (SIGNED, LOST) else None
    fields.update(stage=to, stage_since=context.at)
    return StageChange(engagement=engagement, was=engagement.stage, now=to, at=context.at, by_id=context.by.pk)


def _write(
    context: Context, engagement: Engagement, change: Change, fields: dict[str, Any], entries: list, *, late: bool
) -> Undo:
    """The changed columns and the entry that says so; a changed stage is in the undo too."""
    was = {name: getattr(engagement, name) for name in fields}
    if fields:
        entries.append(
            draft(
                "changed by an import", engagement, by=context.by, at=context.at,
                reason=_("From %(file)s") % {"file": context.batch.file_name}, before=was, after=fields,
            )
        )  # fmt: skip
        for name, value in fields.items():
            setattr(engagement, name, value)
        engagement.version += 1
    undo = {name: [_kept(was[name]), _kept(fields[name])] for name in fields}
    if late:
        names = ("stage", "stage_since", "closed_at", "ungated", "ungated_why", "answerable_id", "lost_reason")
        undo |= {name: [_kept(getattr(engagement, name)), None] for name in names if name not in undo}
    return Undo(engagement.pk, made=False, before={"fields": undo, "said": change.said})


def _ref(context: Context, change: Change) -> tuple[int, dict[str, Any], int]:
    return change.ref, {**change.said, **said_of(change.now)}, context.batch.pk


def _kept(value: Any) -> Any:
    """As JSON holds it, whole: `plain` shortens."""
    return str(value) if isinstance(value, Decimal | date | datetime) else value


def _keep_undo(context: Context, changes: list[Undo]) -> None:
    """With the newest entry of this chunk as the mark after which somebody else's work begins."""

    def keep() -> None:
        newest = Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0
        insert(
            RowChange,
            ["batch_id", "engagement_id", "made", "before", "entry"],
            ([context.batch.pk, each.engagement, each.made, each.before, newest] for each in changes),
        )

    afterwards(keep)


def _problem(context: Context, refusal: Refusal) -> RowProblem:
    return RowProblem(
        batch=context.batch, row=refusal.row, column=refusal.column[:120], value=refusal.value[:300],
        words=refusal.words[:300],
    )  # fmt: skip


def _remark(context: Context, row: int, words: str) -> RowProblem:
    return RowProblem(batch=context.batch, row=row, words=words[:300], taken=True)
