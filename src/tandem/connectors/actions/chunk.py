"""One chunk of an import, in one deed: the deals, what the file said of them, how to undo it, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tandem.clients.models import Account
from tandem.connectors.actions import aside
from tandem.connectors.actions.adopt import adopt, twins_here
from tandem.connectors.actions.context import Context, Tally, Undo, keep_undo, kept, moment, problem, remark
from tandem.connectors.actions.wins import Arrived, arrive_won, were_open
from tandem.connectors.files.deal import Deal, Refusal
from tandem.connectors.files.stages import LEAD, LOST, QUALIFIED, SIGNED
from tandem.connectors.models import ExternalRef, RowProblem
from tandem.connectors.queries.compare import (
    NO_REASON,
    Aside,
    Change,
    Compared,
    compare,
    differences,
    said_of,
    step,
)
from tandem.connectors.queries.signed import limits
from tandem.engagements.models import Engagement, StageChange
from tandem.ledger.actions import draft, record_all
from tandem.ledger.bulk import insert, new_ids, update
from tandem.ledger.deeds import hold, made
from tandem.ledger.models import Entry

SIZE = 1000


def write(context: Context, rows: Sequence[Deal | list[Refusal]]) -> Tally:
    """In the caller's deed. A fixed number of queries, and one more for each set of columns that changed."""
    deals = [row for row in rows if isinstance(row, Deal)]
    problems = [problem(context, refusal) for row in rows if isinstance(row, list) for refusal in row]
    problems += [remark(context, deal.row, words) for deal in deals for words in deal.remarks]
    held = hold(Engagement, _known(context, deals) + twins_here(context, deals))
    tally = Tally(not_taken=len(rows) - len(deals), accounts=_add_accounts(context, deals))
    adopted = adopt(context, deals)
    found = compare(context.source, deals, context.known, context.columns, context.eyes)
    changes = _make(context, found)
    more, remarks = _change(context, found, held)
    problems += remarks
    aside.keep(context.batch, context.source, found, {each.key: each.engagement for each in changes}, at=context.at)
    tally.made, tally.changed = found.made_count, sum(bool(change.before["fields"]) for change in more)
    tally.unchanged = found.unchanged + len(found.changed) - tally.changed
    keep_undo(context, changes + more + adopted)
    RowProblem.objects.bulk_create(problems, batch_size=2000)
    return tally


def _known(context: Context, deals: Sequence[Deal]) -> list[int]:
    """The deals here that the rows may change: held before anything is compared, so that nobody edits them meanwhile."""
    refs = ExternalRef.objects.filter(system=context.source, key__in=[deal.key for deal in deals])
    return list(refs.values_list("engagement_id", flat=True))


def _add_accounts(context: Context, deals: Sequence[Deal]) -> list[int]:
    """Clients that the firm doesn't know yet, each once, under the name that the file has first."""
    known = context.known
    new: dict[tuple[str, str], Account] = {}
    for deal in deals:
        if not deal.client or known.account(deal.client) is not None:
            continue
        base, form = known.firm(deal.client)
        alike = next((each for each in new if each[0] == base and known.alike(base, form, each[1])), None)
        if alike is None and (base, form) not in new:
            key = known.account_key(deal.client)
            new[base, form] = Account(name=deal.client, key=key, created_at=context.at)
    if not new:
        return []
    made = Account.objects.bulk_create(new.values(), batch_size=1000)
    for account in made:
        known.add_account(account.name, account.pk, account.key)
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
        ["engagement_id", "system", "key", "batch_id", "said", "beside"],
        (
            [pk, context.source, deal.key, context.batch.pk, said_of(now, deal), _beside(context, found, deal)]
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
                after={"stage": each["stage"]} | ({"fit": each["fit_id"]} if each["fit_id"] else {}),
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
    return [Undo(pk, made=True, key=deal.key) for pk, (deal, _now) in zip(ids, rows, strict=True)]


def _beside(context: Context, found: Compared, deal: Deal) -> int:
    """Whose second deal of this key it is; 0 where it's the only one."""
    return (context.eyes.person.pk if context.eyes.person else 0) if deal.key in found.beside else 0


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
    """Only a closing day from before the firm had gates says that there was none to pass; no day says nothing."""
    if deal.stage != SIGNED:
        return False
    return context.since is None or deal.close_on is None or deal.close_on >= context.since


def _as_it_arrives(context: Context, deal: Deal, now: dict[str, Any]) -> dict[str, Any]:
    """The new engagement's columns. Won past our gates, it arrives open: the verb for that moves it on."""
    late = _is_past_gates(context, deal)
    began, ended = moment(context, deal.created_on), None
    if deal.stage in (SIGNED, LOST):
        ended = moment(context, deal.close_on) or began or context.at
    stage, fit = context.known.stage(QUALIFIED if late else deal.stage, context.known.account(deal.client))
    return {
        **now,
        "stage": stage,
        "fit_id": fit,
        "crm_stage": deal.crm_stage,
        "lost_reason": (deal.lost_reason or NO_REASON) if deal.stage == LOST else deal.lost_reason,
        "created_at": began or ended or context.at,
        "stage_since": ended or began or context.at,
        "closed_at": None if late else ended,
    }


def _change(context: Context, found: Compared, held: dict[int, Engagement]) -> tuple[list[Undo], list[RowProblem]]:
    if not found.changed:
        return [], []
    held = _lock(context, found, held)
    opened = were_open(held[change.engagement] for change in found.changed)
    changes: list[Undo] = []
    remarks: list[RowProblem] = []
    won: list[Arrived] = []
    entries: list[Entry] = []
    steps: list[StageChange] = []
    written: dict[tuple[str, ...], list[Engagement]] = {}
    for change in found.changed:
        engagement = held[change.engagement]
        change.now = _with_account(context, change.deal, change.now)
        fields = differences(engagement, change)
        remarks += [remark(context, change.deal.row, words) for words in limits(engagement, change, fields)]
        moved = _opened_as(context, engagement, step(engagement, change))
        late = moved == SIGNED and (engagement.pk in opened or _is_past_gates(context, change.deal))
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


def _lock(context: Context, found: Compared, held: dict[int, Engagement]) -> dict[int, Engagement]:
    """Held until the chunk is written. What was hidden from the importer since it was matched is put aside like the rest."""
    ids = [change.engagement for change in found.changed]
    held |= hold(Engagement, [pk for pk in ids if pk not in held])
    visible = context.eyes.visible(ids)
    for change in found.changed:
        if change.engagement not in visible or change.engagement not in held:
            found.aside.append(Aside(change.deal, change.now, change.engagement, asks=True))
            found.unchanged += 1
    found.changed = [change for change in found.changed if change.engagement in visible and change.engagement in held]
    return held


def _opened_as(context: Context, engagement: Engagement, stage: str) -> str:
    """A lost deal that is open again comes back past the first gate only with the fit that it takes."""
    return LEAD if stage == QUALIFIED and engagement.fit_id not in context.known.passing else stage


def _closed(context: Context, deal: Deal) -> datetime:
    return moment(context, deal.close_on) or context.at


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
    undo = {name: [kept(was[name]), kept(fields[name])] for name in fields}
    if late:
        names = ("stage", "stage_since", "closed_at", "ungated", "ungated_why", "answerable_id", "lost_reason")
        undo |= {name: [kept(getattr(engagement, name)), None] for name in names if name not in undo}
    return Undo(engagement.pk, made=False, before={"fields": undo, "said": change.said, "ref": change.ref})


def _ref(context: Context, change: Change) -> tuple[int, dict[str, Any], int]:
    return change.ref, {**change.said, **said_of(change.now, change.deal)}, context.batch.pk
