"""A section's lines as a person reads them, and what changed between two readings.

Figures of money are left out for whoever may not see prices; the words are made when they are shown, in the reader's
language, from lines that are in none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from tandem.calc.wording import ADDED, DROPPED, pair_up, word_changes
from tandem.engagements.models import Promise, Risk
from tandem.people.models import Person
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, sees
from tandem.scoping.models import ScopeItem
from tandem.scoping.queries.sections import Line
from tandem.web.words import day, exact_money, hours, percent

Runs = list[tuple[str, str]]
PAIRS_COMPARED = 2500
HELD_BACK = {"fee", "discount"}


@dataclass(frozen=True)
class Reader:
    """Who reads: sees money or not, in which currency."""

    sees_price: bool
    currency: str


def reader(person: Person | None) -> Reader:
    """Nobody in particular sees no money: for words that others will read later. One query."""
    return Reader(person is not None and sees(person, Sight.PRICE), currency())


def read(lines: Sequence[Line], to: Reader) -> list[str]:
    """Each line in words; none for a line that is money alone and not this reader's."""
    shown = [line for line in lines if to.sees_price or line["is"] not in HELD_BACK]
    return [WORDS[line["is"]](line, to) for line in shown if line["is"] in WORDS]


def difference(old: Sequence[Line], new: Sequence[Line], to: Reader) -> list[Runs]:
    """What was dropped, added and reworded, word by word; nothing that reads alike."""
    before, after = _without(read(old, to), read(new, to))
    if len(before) * len(after) > PAIRS_COMPARED:  # all of it is other words: likeness would take longer than it tells
        return [[(DROPPED, text)] for text in before] + [[(ADDED, text)] for text in after]
    return [word_changes(one or "", other or "") for one, other in pair_up(before, after)]


def _without(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """Both without what stands in both."""
    left = list(after)
    gone = []
    for text in before:
        if text in left:
            left.remove(text)
        else:
            gone.append(text)
    return gone, left


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _on(line: Line, name: str) -> str:
    return day(date.fromisoformat(line[name])) if line.get(name) else ""


def _money(line: Line, name: str, to: Reader) -> str:
    return exact_money(Decimal(line[name]), to.currency) if to.sees_price and line.get(name) else ""


def _outcome(line: Line, to: Reader) -> str:
    target = " → ".join(each for each in (line.get("baseline", ""), line.get("target", "")) if each)
    measured = _joined(line.get("measured_how", ""), line.get("measured_by", ""), _on(line, "measured_on"))
    return _joined(
        line.get("title", ""), line.get("expects", ""), line.get("proves", ""), f"{target} {line.get('unit', '')}".strip(),
        measured, _("Done is not: %(words)s") % {"words": line["not_done"]} if line.get("not_done") else "",
    )  # fmt: skip


def _clause(line: Line, to: Reader) -> str:
    if line.get("kind") == ScopeItem.Kind.IN:
        return line.get("words", "")
    return f"{ScopeItem.Kind(line['kind']).label}: {line.get('words', '')}"


def _assumption(line: Line, to: Reader) -> str:
    cost = _joined(
        hours(line["minutes_if_false"]) if line.get("minutes_if_false") else "", _money(line, "price_if_false", to)
    )
    return _joined(
        line.get("words", ""), _("if it’s false: %(cost)s") % {"cost": cost} if cost else "",
        _("it turned out to be false") if line.get("false") else "",
    )  # fmt: skip


def _duty(line: Line, to: Reader) -> str:
    who = line.get("accountable") or _("nobody is accountable yet")
    due = _("due %(day)s") % {"day": _on(line, "due_on")} if line.get("due_on") else ""
    return _joined(line.get("words", ""), who, _("the client’s") if line.get("for_client") else "", due)


def _risk(line: Line, to: Reader) -> str:
    chance = percent(Decimal(line["probability"])) if line.get("probability") else ""
    impact = _joined(
        hours(line["impact_minutes"]) if line.get("impact_minutes") else "", _money(line, "impact_money", to)
    )
    size = Risk.Size(line["size"]).label
    return _joined(
        line.get("words", ""),
        size,
        " × ".join(each for each in (chance, impact) if each),
        line.get("owner") or _("no owner yet"),
    )


def _runs(line: Line, to: Reader) -> str:
    return _("Runs %(start)s to %(end)s") % {"start": _on(line, "starts_on") or "–", "end": _on(line, "ends_on") or "–"}


def _named(line: Line, to: Reader) -> str:
    name = line.get("name", "")
    return _("%(name)s leads") % {"name": name} if line.get("leads") else _("%(name)s works on it") % {"name": name}


def _work(line: Line, to: Reader) -> str:
    return f"{line.get('role', '')}: {hours(line.get('minutes', 0))}"


def _fee(line: Line, to: Reader) -> str:
    return _("Fee %(amount)s") % {"amount": _money(line, "amount", to)}


def _discount(line: Line, to: Reader) -> str:
    return _("Discount %(amount)s") % {"amount": _money(line, "amount", to)}


def _contingency(line: Line, to: Reader) -> str:
    return _("Contingency %(hours)s") % {"hours": hours(line.get("minutes", 0))}


def _heading(line: Line, to: Reader) -> str:
    return _joined(line.get("title", ""), line.get("client", ""))


def _paragraph(line: Line, to: Reader) -> str:
    return line.get("words", "")


def _promise(line: Line, to: Reader) -> str:
    where = Promise.Paper(line["paper"]).label
    due = _("by %(day)s") % {"day": _on(line, "due_on")} if line.get("due_on") else ""
    return _joined(f"“{line.get('quote', '')}”", due, f"{where}: {line.get('words', '')}")


def _fit(line: Line, to: Reader) -> str:
    if line.get("disqualified"):
        return _("The client is ruled out")
    return _("%(score)s of 100, by profile %(number)s") % {
        "score": line.get("score", "0"), "number": line.get("profile", "–"),
    }  # fmt: skip


WORDS: dict[str, Callable[[Line, Reader], str]] = {
    "outcome": _outcome, "clause": _clause, "assumption": _assumption, "duty": _duty, "risk": _risk, "runs": _runs,
    "named": _named, "work": _work, "fee": _fee, "discount": _discount, "contingency": _contingency,
    "heading": _heading, "paragraph": _paragraph, "promise": _promise, "fit": _fit,
}  # fmt: skip
