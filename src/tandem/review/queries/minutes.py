"""The board's minutes as one reader may see them: the same words for the page and for the paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement, Stage, StageChange, Waiver
from tandem.ledger.models import Entry
from tandem.people.models import Person
from tandem.review.gate.rules import DECIDE, PROPOSE, SIGN
from tandem.review.models import Verdict, VerdictMark
from tandem.review.queries.board import Seat, every_word, figures_of, marks_of, seats
from tandem.review.queries.judged import Judged, judged
from tandem.review.queries.page import Money, money_of
from tandem.web.words import day, exact_money, hours, listed, percent

LABELS = {rule.name: rule.label for rule in (*DECIDE, *PROPOSE, *SIGN)}
WITHOUT = "went on without a seat"
RENEWED = "judged the scope again"


@dataclass(frozen=True)
class Minutes:
    """`at` is the last thing that happened: what the paper is dated by, so that the same record gives the same bytes."""

    at: datetime
    told: dict[str, Any]


def minutes(deal: Engagement, person: Person, today: date) -> Minutes:
    """What `judged` reads, and seven queries."""
    found = judged(deal, today)
    words, entries = every_word(deal), _entries(deal)
    price = money_of(found, person)
    step = StageChange.objects.filter(engagement=deal, now=Stage.AGREED).select_related("by").order_by("-at").first()
    told = {
        "title": deal.name,
        "kicker": _kicker(deal),
        "foot": _("Minutes of the deal board, as %(name)s may see them") % {"name": person.name},
        "about": _about(found),
        "figures": [*_price(found, price), *_figures(found, person, price.currency)],
        "seats": [_seat(each, today) for each in seats(found, person, price.currency)] if found.scope else [],
        "conditions": [_condition(row) for row in words if row.vote == Verdict.Vote.IF],
        "objections": [_objection(row, words, found) for row in words if row.vote == Verdict.Vote.OBJECT],
        "earlier": [*_older(words, found), *_renewed(entries, {row.pk: row.scope.number for row in words})],
        "waivers": [_waiver(row) for row in _waivers(deal)],
        "decision": _decision(found, step, entries),
        "digest": found.scope.digest if found.scope else "",
        "heads": _heads(),
    }
    return Minutes(at=_last(found, words, step), told=told)


def _kicker(deal: Engagement) -> str:
    client = f"{deal.account.name} · " if deal.account else ""
    return client + _("Minutes of the deal board")


def _about(found: Judged) -> str:
    if found.scope is None:
        return _("No scope is frozen yet, so there is nothing to judge.")
    scope, policy = found.scope, found.policy
    return _("Scope %(number)s, frozen on %(day)s%(by)s, judged by policy %(policy)s; answers were due by %(due)s.") % {
        "number": scope.number, "day": day(scope.frozen_at), "policy": policy.number, "due": day(found.due),
        "by": _(" by %(name)s") % {"name": scope.frozen_by.name} if scope.frozen_by else "",
    }  # fmt: skip


def _price(found: Judged, price: Money) -> list[tuple[str, str]]:
    told = []
    if price.fee is not None:
        told.append((_("Price"), exact_money(price.fee, price.currency)))
    if price.margin is not None:
        floor = {"margin": percent(price.margin, 1), "floor": percent(price.floor, 1)}
        told.append((_("Margin"), _("%(margin)s, floor %(floor)s") % floor))
    return [*told, (_("Work"), hours(price.minutes))] if found.scope else []


def _figures(found: Judged, person: Person, currency: str) -> list[tuple[str, str]]:
    return [(_(label), words) for label, words in figures_of(found, person, currency)] if found.scope else []


def _seat(seat: Seat, today: date) -> dict[str, Any]:
    verdict = seat.verdict
    said = {
        "seat": _(seat.label), "side": seat.side, "why": seat.why or _("A side of every board."),
        "who": who_spoke(verdict) if verdict else "", "when": _moment(verdict.at) if verdict else "",
        "marks": [(_(str(VerdictMark.Matter(matter).label)), word_of(vote), vote) for matter, vote in seat.marks],
        "reason": verdict.reason if verdict else "", "note": "",
    }  # fmt: skip
    if seat.state == "absent":
        said["note"] = _("Silent past the deadline: absent, the others were a quorum. A silent seat is no yes.")
    elif seat.state in ("waiting", "late"):
        asked = listed([chair.person.name for chair in seat.chairs]) or _("nobody yet")
        said["note"] = _("No word yet; it waits on %(names)s.") % {"names": asked}
    elif seat.state == "lapsed":
        said["note"] = _("Lapsed on %(day)s.") % {"day": day(seat.lapsed_on, today)}
    elif seat.state == "changed":
        parts = listed([part for part, _runs in seat.changes])
        said["note"] = _("%(parts)s changed since; it waits on a new word.") % {"parts": parts}
    return said


def who_spoke(verdict: Verdict) -> str:
    """Ann Lund; Ann Lund for Bob Hart."""
    if verdict.for_person is None:
        return verdict.person.name
    return _("%(name)s for %(other)s") % {"name": verdict.person.name, "other": verdict.for_person.name}


def word_of(vote: str) -> str:
    return {"approve": _("Approves"), "if": _("Approves if"), "object": _("Objects")}[vote]


def _condition(row: Verdict) -> dict[str, Any]:
    if row.condition_met_at:
        state = _("met on %(day)s") % {"day": day(row.condition_met_at)}
    elif row.condition_said_at:
        state = _("said to be met on %(day)s, not confirmed") % {"day": day(row.condition_said_at)}
    elif row.condition_owner and row.condition_by:
        state = _("%(name)s, by %(day)s") % {"name": row.condition_owner.name, "day": day(row.condition_by)}
    else:
        state = _("nobody owns it yet")
    return {"scope": row.scope.number, "seat": _seat_of(row), "words": row.reason, "state": state}


def _objection(row: Verdict, words: Sequence[Verdict], found: Judged) -> dict[str, Any]:
    return {
        "scope": row.scope.number, "seat": _seat_of(row), "who": who_spoke(row), "words": row.reason,
        "became": _became(row, words, found),
    }  # fmt: skip


def _became(row: Verdict, words: Sequence[Verdict], found: Judged) -> str:
    """What the same seat said of the next scope that it judged."""
    later = [each for each in words if each.seat == row.seat and each.scope.number > row.scope.number]
    if later:
        after = min(later, key=lambda each: each.scope.number)
        said = {"number": after.scope.number, "word": word_of(after.vote).lower(), "who": who_spoke(after)}
        return _("On scope %(number)s %(who)s %(word)s.") % said
    if found.scope and found.scope.number > row.scope.number:
        return _("No word yet on scope %(number)s.") % {"number": found.scope.number}
    return _("It stands.")


def _older(words: Iterable[Verdict], found: Judged) -> list[dict[str, Any]]:
    newest = found.scope.pk if found.scope else None
    return [
        {
            "scope": row.scope.number, "seat": _seat_of(row), "who": who_spoke(row), "when": _moment(row.at),
            "word": _by_matter(row), "reason": row.reason,
        }
        for row in words if row.scope_id != newest
    ]  # fmt: skip


def _by_matter(row: Verdict) -> str:
    """One word where all matters got the same; else a word for each."""
    marks = marks_of(row)
    if len({vote for _matter, vote in marks}) < 2:
        return word_of(row.vote)
    return "; ".join(f"{_(str(VerdictMark.Matter(matter).label))}: {word_of(vote).lower()}" for matter, vote in marks)


def _renewed(entries: Iterable[Entry], scopes: dict[int, int]) -> list[dict[str, Any]]:
    """Words that were said anew, as they were."""
    return [
        {
            "scope": scopes.get(entry.subject_id or 0, ""), "seat": _(str(Verdict.Seat(entry.before["seat"]).label)), "who": entry.before.get("person", ""),
            "when": _moment(datetime.fromisoformat(entry.before["at"])),
            "word": _said_before(entry),
            "reason": entry.before.get("reason", ""),
        }
        for entry in entries if entry.verb == RENEWED
    ]  # fmt: skip


def _said_before(entry: Entry) -> str:
    """A word that was said anew, because it had lapsed or because what it judged was changed."""
    words = _("%(word)s, lapsed") if entry.before.get("lapsed", True) else _("%(word)s, on earlier words")
    return words % {"word": word_of(entry.before["vote"])}


def _entries(deal: Engagement) -> list[Entry]:
    return list(Entry.objects.filter(engagement_id=deal.pk, verb__in=(RENEWED, WITHOUT)).order_by("pk"))


def _waivers(deal: Engagement) -> list[Waiver]:
    rows = deal.waivers.filter(rule__in=LABELS).select_related("asked_by", "decided_by")
    return list(rows.order_by("asked_at", "pk"))


def _waiver(row: Waiver) -> dict[str, Any]:
    if row.granted is None:
        state = _("asked by %(name)s, not decided") % {"name": row.asked_by.name}
    else:
        words = _("granted by %(name)s%(until)s") if row.granted else _("refused by %(name)s%(until)s")
        until = _(" until %(day)s") % {"day": day(row.expires_on)} if row.granted and row.expires_on else ""
        state = words % {"name": row.decided_by.name if row.decided_by else "", "until": until}
    return {"rule": _(LABELS[row.rule]), "state": state, "reason": row.reason or row.asked_why}


def _decision(found: Judged, step: StageChange | None, entries: Iterable[Entry]) -> str:
    if step is None:
        return _("Not decided yet.")
    words = {"name": step.by.name if step.by else _("somebody who has left"), "day": _moment(step.at)}
    told = _("Ready to propose: decided by %(name)s on %(day)s.") % words
    without = [str(Verdict.Seat(entry.after["seat"]).label) for entry in entries if entry.verb == WITHOUT]
    if without:
        told += " " + _("It went on without %(seats)s.") % {"seats": listed([_(seat) for seat in without])}
    if found.scope and found.scope.frozen_at and found.scope.frozen_at > step.at:
        told += " " + _("Scope %(number)s came after that and is judged anew.") % {"number": found.scope.number}
    return told


def _last(found: Judged, words: Iterable[Verdict], step: StageChange | None) -> datetime:
    moments = [row.condition_met_at or row.at for row in words] + [row.at for row in words]
    moments += [step.at] if step else []
    moments += [found.scope.frozen_at] if found.scope and found.scope.frozen_at else []
    return max(moments, default=found.deal.stage_since)


def _moment(at: datetime) -> str:
    return f"{day(at)}, {timezone.localtime(at):%H:%M}"


def _seat_of(row: Verdict) -> str:
    return _(str(row.get_seat_display()))


def _heads() -> dict[str, str]:
    return {
        "judged": _("What was judged"), "seats": _("Who sat, and what they said"), "conditions": _("Conditions"),
        "objections": _("Objections, and what became of them"), "waivers": _("Waivers"), "decision": _("Decision"),
        "earlier": _("Earlier words"), "scope": _("Scope"), "seat": _("Seat"), "who": _("Who"), "when": _("When"),
        "word": _("Word"), "why": _("Why"), "condition": _("Condition"), "state": _("Owner or day met"),
        "became": _("Later"), "rule": _("Rule"), "digest": _("Digest of the scope"), "none": _("None."),
    }  # fmt: skip
