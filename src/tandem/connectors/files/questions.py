"""What a file leaves open under a mapping, to be said by a person. Nothing of it is guessed."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tandem.connectors.files.columns.dates import DateEvidence
from tandem.connectors.files.columns.numbers import NumberEvidence
from tandem.connectors.files.columns.shares import ShareEvidence
from tandem.connectors.files.deal import Terms
from tandem.connectors.files.match import Mapping
from tandem.connectors.files.money import CELL, CENTS, COLUMN, LEAVE_OUT, THOUSANDS, WHOLE, rate_of, times_of
from tandem.connectors.files.outcome import NO_STAGE, Outcomes
from tandem.connectors.files.stages import ARRIVALS, LOST, OPEN, SIGNED, meaning, word
from tandem.connectors.files.study import EVIDENCE, Findings

NONE = "none"
STATUS_CHOICES = (OPEN, SIGNED, LOST)
UNITS = (CENTS, WHOLE, THOUSANDS)
CONFLICTS = (COLUMN, CELL)
ASKED_FOR = {
    "name": gettext_lazy("Which column names the deal?"),
    "client": gettext_lazy("Which column names the client?"),
    "seller": gettext_lazy("Which column names the seller, who owns the deal?"),
    "stage": gettext_lazy("Which column says how far the deal is, or whether it's won or lost? Without one, all arrive as leads."),
    "amount": gettext_lazy("Which column says what the deal is worth?"),
    "close_date": gettext_lazy("Which column says when the deal closes?"),
    "external_id": gettext_lazy("Which column holds the deal's id in the CRM? Without one, a deal is known by its name and client."),
    "created_date": gettext_lazy("Which column says when the deal was created?"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can say. One that's `needed` stops the import; the others have an answer to keep.

    `key` is what an answer names: a field of ours ("close_date"), "column:client", "stage:Engaging", "status:Parked",
    "rate:USD", "period:month", "unit", "conflict", "twins", "sheet".
    """

    key: str
    words: str
    column: str = ""
    choices: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    answer: str = ""
    needed: bool = True

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Unread:
    """What columns may say that isn't read: `likely` are those for each essential field that none says, `torn` those of
    one meaning that each have values where the others have none."""

    likely: dict[str, list[str]]
    torn: dict[str, list[str]]


NOTHING_UNREAD = Unread({}, {})


def questions(findings: Findings, mapping: Mapping, terms: Terms, unread: Unread = NOTHING_UNREAD) -> list[Question]:
    """Everything that the file leaves open under this mapping, the needed ones first."""
    if lost := _columns(mapping):
        return [lost, *_essential(unread)]
    asked = [
        *_essential(unread),
        *_torn(unread, mapping),
        *_ambiguous(findings, mapping),
        *_money(findings, mapping),
        *_rates(findings, mapping, terms),
        *_periods(findings, mapping),
        *_statuses(findings, mapping),
        *_stages(findings, mapping),
    ]
    return sorted(asked, key=lambda question: not question.needed)


def _columns(mapping: Mapping) -> Question | None:
    """Accounts and people have names and amounts too; deals also say what they are and how they stand."""
    named = {"external_id", "name", "product"} & mapping.columns.keys()
    standing = {"stage", "status", "is_won", "amount", "close_date"} & mapping.columns.keys()
    if named and standing:
        return None
    return Question(
        key="columns",
        words=_("These don't look like deals. Which column names them, and which has their stage or amount?"),
    )


def _essential(unread: Unread) -> Iterator[Question]:
    for ours, names in unread.likely.items():
        if names:
            yield Question(key=f"column:{ours}", words=str(ASKED_FOR[ours]), choices=(*names, NONE))


def _torn(unread: Unread, mapping: Mapping) -> Iterator[Question]:
    for ours, names in unread.torn.items():
        if ours not in ASKED_FOR or mapping.decisions.get(f"column:{ours}") or mapping.columns.get(ours) not in names:
            continue
        listed = ", ".join(f"“{name}”" for name in names)
        yield Question(
            key=f"column:{ours}",
            words=_("%(columns)s mean the same, and each has values where the other has none. Which one is read?") % {"columns": listed},
            column=names[0],
            choices=tuple(names),
        )  # fmt: skip


def _ambiguous(findings: Findings, mapping: Mapping) -> Iterator[Question]:
    words: dict[type, str] = {
        DateEvidence: _("Does the day or the month come first in “%(column)s”?"),
        NumberEvidence: _("Is the comma or the point the decimal sign in “%(column)s”?"),
        ShareEvidence: _("Do the probabilities in “%(column)s” run to 1 or to 100?"),
    }
    for ours, verdict in findings.verdicts.items():
        if verdict.ask:
            answer = mapping.decisions.get(ours, "")
            yield Question(
                key=ours,
                words=words[EVIDENCE[ours]] % {"column": mapping.columns[ours]},
                column=mapping.columns[ours],
                choices=verdict.choices,
                examples=verdict.examples,
                answer=answer if answer in verdict.choices else "",
                needed=answer not in verdict.choices,
            )


def _money(findings: Findings, mapping: Mapping) -> Iterator[Question]:
    column = mapping.columns.get("amount", "")
    if len(findings.units) > 1:
        yield _choice(
            mapping, "unit", _("Does “%(column)s” count cents or whole units?") % {"column": column}, UNITS, column
        )
    if findings.clashes:
        words = _(
            "Cells of “%(column)s” name another currency than their rows. Which one is right: the cell's or the row's?"
        )
        yield _choice(mapping, "conflict", words % {"column": column}, CONFLICTS, column, tuple(findings.clashes))


def _choice(
    mapping: Mapping, key: str, words: str, choices: tuple[str, ...], column: str = "", examples: tuple[str, ...] = ()
) -> Question:
    answer = mapping.decisions.get(key, "")
    return Question(key, words, column, choices, examples, answer, needed=answer not in choices)


def _rates(findings: Findings, mapping: Mapping, terms: Terms) -> Iterator[Question]:
    """Asked before anything is refused; that its rows are left out is an answer too."""
    used = set(findings.currencies)
    for code in sorted(used - {terms.currency}):
        answer = mapping.rates.get(code, "")
        examples = []
        if code in findings.worth:
            told = {"rate": f"{findings.worth[code]:f}", "column": findings.converted}
            examples = [_("%(rate)s by “%(column)s”, which can be read instead") % told]
        yield Question(
            key=f"rate:{code}",
            words=_("What is one %(code)s worth in %(home)s? Answer none, and its rows are left out.")
            % {"code": code, "home": terms.currency},
            column=mapping.columns.get("currency") or mapping.columns.get("amount", ""),
            examples=tuple(examples),
            answer=answer,
            needed=answer != LEAVE_OUT and rate_of(answer) is None,
        )


def _periods(findings: Findings, mapping: Mapping) -> Iterator[Question]:
    for period, number in findings.periods.most_common():
        answer = mapping.decisions.get(f"period:{period}", "")
        yield Question(
            key=f"period:{period}",
            words=ngettext(
                "%(num)s amount is per %(period)s. How many of them is the deal worth: 1, 12, another number?",
                "%(num)s amounts are per %(period)s. How many of them is a deal worth: 1, 12, another number?",
                number,
            )
            % {"num": f"{number:,}", "period": period},
            column=mapping.columns.get("period", ""),
            answer=answer,
            needed=times_of(answer) is None,
        )  # fmt: skip


def _statuses(findings: Findings, mapping: Mapping) -> Iterator[Question]:
    """`findings` has only those that nobody knows; those that a person has said stay, to be changed."""
    for told in [*mapping.statuses, *(told for told, _number in findings.statuses.most_common())]:
        answer = mapping.statuses.get(told, "")
        yield Question(
            key=f"status:{told}",
            words=_("Is a deal that “%(column)s” calls “%(status)s” open, won or lost?")
            % {"column": mapping.columns.get("status", ""), "status": told},
            column=mapping.columns.get("status", ""),
            choices=STATUS_CHOICES,
            answer=answer,
            needed=answer not in STATUS_CHOICES,
        )


def _stages(findings: Findings, mapping: Mapping) -> Iterator[Question]:
    """Every stage of the file with where its deals arrive; one that nobody knows has to be said."""
    outcomes = Outcomes((), mapping, findings.pipelines)
    seen: set[str] = set()
    for label, _number in findings.stages.most_common():
        if word(label) in seen:
            continue
        seen.add(word(label))
        meant = meaning(mapping.source, label, findings.pipelines)
        answer = outcomes.chosen(label) or (meant.stage if meant.known else "")
        name = label or NO_STAGE
        yield Question(
            key=f"stage:{name}",
            words=_("Where does a deal in “%(stage)s” arrive?") % {"stage": name}
            if label
            else _("Where does a deal without a stage arrive?"),
            column=mapping.columns.get("stage") or mapping.columns.get("status", ""),
            choices=ARRIVALS,
            answer=answer,
            needed=not answer,
        )


def columns_said(mapping: Mapping) -> Iterable[str]:
    """The essential fields of which a person said that the file hasn't them."""
    return [
        key.partition(":")[2] for key, value in mapping.decisions.items() if key.startswith("column:") and value == NONE
    ]
