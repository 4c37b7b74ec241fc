"""Draft a new version: begin, change line by line, take over what came first, give it up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.db.models import F, Max
from django.utils.translation import gettext as _

from tandem.catalogue.actions.rights import must_edit
from tandem.catalogue.actions.write import write
from tandem.catalogue.content import LINES, Content
from tandem.catalogue.models import Offering, Tier
from tandem.catalogue.queries.cells import Cell, cells_of, content_from, digest, lines_in_order
from tandem.catalogue.queries.compare import compare, paired
from tandem.catalogue.queries.content import content_of, with_parts
from tandem.catalogue.queries.drafts import OPEN, standing
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed
from tandem.people.models import Person

NOTHING = Content(Decimal(0), 1)


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a draft: cells by key, further cells without a row yet, and the digests of what they had
    read. `up` is the key of a line that goes one place up."""

    cells: Mapping[str, Cell]
    seen: Mapping[str, str]
    fresh: tuple[Cell, ...] = ()
    up: str = ""


def start(
    offering: Offering, grade: str, *, by: Person, at: datetime, content: Content | None = None, reason: str = ""
) -> Tier:
    """A draft of the next version: of `content`, else of what is sold now, else of nothing.

    Raises:
        PermissionDenied: neither of a side nor of leadership.
        Refused: there's an open draft of it already.
    """
    must_edit(by)
    versions = Tier.objects.filter(offering=offering, grade=grade)
    if content is None:
        sold = with_parts(versions.filter(current=True)).first()
        content = content_of(sold) if sold else NOTHING
    try:
        with deed():
            number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
            draft = Tier.objects.create(
                offering=offering, grade=grade, number=number, current=False, state=Tier.State.DRAFT,
                fee=content.fee, weeks=content.weeks, promise=content.promise, made_at=at, made_by=by,
            )  # fmt: skip
            write(draft, content)
            ledger.record("drafted tier", draft, by=by, at=at, reason=reason, after={"version": number})
    except IntegrityError as taken:
        words = _("%(tier)s is being drafted already.") % {"tier": Tier(offering=offering, grade=grade)}
        raise Refused([Finding("draft", _("Draft"), words)]) from taken
    return draft


def save(draft: Tier, *, typed: Typed, by: Person, at: datetime) -> Tier:
    """Write what was typed. A cell that only somebody else changed stays theirs; one that both changed is refused whole,
    so that nothing of either is lost.

    Raises:
        PermissionDenied: neither of a side nor of leadership.
        Stale: a cell reads otherwise by now, or the draft isn't open for changes any more.
    """
    must_edit(by)
    with deed():
        _hold(draft)
        fresh = with_parts(Tier.objects.filter(pk=draft.pk)).get()
        before, now = content_of(fresh), cells_of(fresh)
        if clashes(now, typed):
            raise ledger.Stale(fresh)
        merged = {**now, **_mine(now, typed)}
        after = content_from(merged, typed.fresh, typed.up)
        write(draft, after, lines_in_order(merged, typed.fresh, typed.up))
        _tell(draft, before, after, by, at)
    draft.refresh_from_db()
    return draft


def clashes(now: Mapping[str, Cell], typed: Typed) -> list[str]:
    """Keys of the cells that were changed by this person and by somebody else, to different ends; a cell that doesn't
    say what was read of it may have been changed by anybody."""
    read = {key: typed.seen.get(key, "" if key in now else digest(None)) for key in typed.cells}
    return [
        key
        for key, mine in typed.cells.items()
        if digest(mine) != read[key] and digest(now.get(key)) != read[key] and digest(mine) != digest(now.get(key))
    ]


def _mine(now: Mapping[str, Cell], typed: Typed) -> dict[str, Cell]:
    """The cells that this person changed. A line that somebody took out meanwhile and they left alone stays out."""
    return {
        key: mine
        for key, mine in typed.cells.items()
        if key not in typed.seen or (digest(mine) != typed.seen[key] and (key in now or mine.part == "role"))
    }


def take_over(draft: Tier, *, seen: int | None, by: Person, at: datetime) -> Tier:
    """Another version came first: what it changed goes into the draft, and the draft replaces that one. Where both
    changed the same line, the draft's words stay. Both sides have to be asked anew.

    Raises:
        PermissionDenied: neither of a side nor of leadership.
        Stale: somebody changed the draft meanwhile.
    """
    must_edit(by)
    with deed():
        _to_draft(draft, seen)
        found = standing(draft)
        if not (found.is_behind and found.sold and found.sold_content):
            return draft
        merged = merge(found.base_content or NOTHING, found.sold_content, found.content)
        last = Tier.objects.filter(offering=draft.offering_id, grade=draft.grade).aggregate(last=Max("number"))["last"]
        Tier.objects.filter(pk=draft.pk).update(number=last + 1)
        write(draft, merged)
        draft.keys.all().delete()
        draft.refresh_from_db()
        ledger.record(
            "took over what came first", draft, by=by, at=at,
            after={"version": draft.number, "from version": found.sold.number},
        )  # fmt: skip
    return draft


def merge(base: Content, sold: Content, mine: Content) -> Content:
    """`mine` with what `sold` changed since `base`. Where both changed the same, mine stays."""
    hours = dict(mine.hours)
    for role in {*base.hours, *sold.hours}:
        if mine.hours.get(role, 0) == base.hours.get(role, 0):
            hours[role] = sold.hours.get(role, 0)
    return replace(
        mine,
        fee=sold.fee if mine.fee == base.fee else mine.fee,
        weeks=sold.weeks if mine.weeks == base.weeks else mine.weeks,
        promise=sold.promise if mine.promise == base.promise else mine.promise,
        hours={role: minutes for role, minutes in hours.items() if minutes},
        lines={part: _merge_lines(base.of(part), sold.of(part), mine.of(part)) for part in LINES},
    )


def give_up(draft: Tier, *, why: str, seen: int | None, by: Person, at: datetime) -> Tier:
    """It won't be a version. It stays readable, with the reason.

    Raises:
        PermissionDenied: neither of a side nor of leadership.
        Stale: somebody changed it meanwhile.
    """
    must_edit(by)
    must_be_open(draft)
    return ledger.revise(
        draft, "gave up draft", seen=seen, by=by, at=at, reason=why, state=Tier.State.DECLINED,
        declined_by=by, declined_why=why,
    )  # fmt: skip


def must_be_open(draft: Tier) -> None:
    """Raises Stale where it's decided already."""
    if draft.state not in OPEN:
        raise ledger.Stale(draft)


def _merge_lines(base: Any, sold: Any, mine: Any) -> tuple:
    lines = list(mine)
    for before, after in paired(base, sold):
        if before == after:
            continue
        if before in lines:
            place = lines.index(before)
            lines[place : place + 1] = [after] if after and after not in lines else []
        elif before is None and after and after.words not in [line.words for line in lines]:
            lines.append(after)
    return tuple(lines)


def _hold(draft: Tier) -> None:
    """Lock the row, so that whoever writes next reads what this one wrote."""
    if not Tier.objects.filter(pk=draft.pk, state=Tier.State.DRAFT).update(version=F("version") + 1):
        raise ledger.Stale(Tier.objects.get(pk=draft.pk))


def _to_draft(draft: Tier, seen: int | None) -> None:
    held = Tier.objects.filter(pk=draft.pk, state__in=OPEN, version=draft.version if seen is None else seen)
    if not held.update(state=Tier.State.DRAFT, version=F("version") + 1):
        raise ledger.Stale(Tier.objects.get(pk=draft.pk))


def _tell(draft: Tier, before: Content, after: Content, by: Person, at: datetime) -> None:
    found = compare(before, after)
    if not found.count:
        return
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for n, change in enumerate(found.lines, 1):
        old |= {f"{change.part} {n}": "".join(words for kind, words in change.runs if kind != "added").strip()}
        new |= {f"{change.part} {n}": "".join(words for kind, words in change.runs if kind != "dropped").strip()}
    for row in found.hours:
        old, new = {**old, row.role: row.before}, {**new, row.role: row.after}
    for name in ("fee", "weeks", "promise"):
        if getattr(before, name) != getattr(after, name):
            old[name], new[name] = getattr(before, name), getattr(after, name)
    ledger.record("changed draft", draft, by=by, at=at, before=old, after=new)
