"""A file under a mapping, before anything is written: what it holds, what must be asked, what isn't taken and why."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from tandem.connectors.files.aliases import squeeze
from tandem.connectors.files.columns import Unclear, Verdict
from tandem.connectors.files.columns.dates import DateEvidence
from tandem.connectors.files.columns.numbers import NumberEvidence, currency_of, read_number
from tandem.connectors.files.columns.shares import ShareEvidence
from tandem.connectors.files.match import DATES, Mapping
from tandem.connectors.files.rows import Deal, Reader, Refusal, Terms
from tandem.connectors.files.stages import ARRIVALS, meaning
from tandem.connectors.files.table import Table

EVIDENCE: dict[str, type] = {
    **dict.fromkeys(DATES, DateEvidence),
    "amount": NumberEvidence,
    "probability": ShareEvidence,
}
MOST_STAGES = 200
KEPT_REFUSALS = 200_000


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can say. One that's `needed` stops the import; the others have an answer to keep.

    `key` is what an answer names: a field of ours ("close_date"), "stage:Engaging", "rate:USD".
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


@dataclass(slots=True)
class Findings:
    """What the whole file says: one pass, nothing read as a value yet."""

    rows: int = 0
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    stages: Counter[tuple[str, bool]] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)
    footers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What an import would do. `by_stage` holds (deals, their sum) by the stage they arrive in."""

    mapping: Mapping
    findings: Findings
    questions: list[Question]
    taken: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    refused_rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    by_stage: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    remarks: list[tuple[int, str]] = field(default_factory=list)

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.needed]


def study(table: Table, mapping: Mapping, terms: Terms) -> Findings:
    """Reads the whole file once for what its columns say together.

    Raises: Unreadable where the file breaks off.
    """
    place = {name: number for number, name in enumerate(table.header)}
    column = {ours: place[name] for ours, name in mapping.columns.items() if name in place}
    gather = [(evidence(), column[ours], ours) for ours, evidence in EVIDENCE.items() if ours in column]
    stage, status, money, amount = (column.get(ours, -1) for ours in ("stage", "status", "currency", "amount"))
    found = Findings()
    signs: Counter[str] = Counter()
    for _number, cells in table.rows():
        found.rows += 1
        width = len(cells)
        for evidence, at, _ours in gather:
            if at < width and (value := cells[at]):
                evidence.add(value)
        label = cells[stage].strip() if 0 <= stage < width else ""
        told = cells[status].strip() if 0 <= status < width else ""
        if len(found.stages) < MOST_STAGES:
            found.stages[label or told, bool(told and label)] += 1
        if 0 <= money < width:
            found.currencies[cells[money].strip()] += 1
        elif 0 <= amount < width and not (value := cells[amount].strip()).replace(".", "", 1).isdecimal():
            signs[value] += 1
    found.footers = list(table.footers)
    found.verdicts = {ours: evidence.verdict() for evidence, _at, ours in gather}
    _name_currencies(found, signs, terms)
    return found


def questions(findings: Findings, mapping: Mapping, terms: Terms) -> list[Question]:
    """Everything that the file leaves open under this mapping, the needed ones first."""
    asked = [
        *_columns(mapping),
        *_ambiguous(findings, mapping),
        *_rates(findings, mapping, terms),
        *_stages(findings, mapping),
    ]
    return sorted(asked, key=lambda question: not question.needed)


def decided(findings: Findings, mapping: Mapping) -> dict[str, str]:
    """How every column is read: as its values say, and where they leave it open, as a person said.

    What was said may be from an earlier file; values that can be read only one way know better.
    """
    own = {ours: verdict.choice for ours, verdict in findings.verdicts.items() if verdict.choice}
    return {**mapping.decisions, **own}


def read(
    table: Table, mapping: Mapping, findings: Findings, terms: Terms
) -> tuple[Reader, Iterator[Deal | list[Refusal]]]:
    """A reader and the file's rows through it."""
    reader = Reader(table.header, mapping, decided(findings, mapping), terms)
    return reader, reader.rows(table)


def plan(table: Table, mapping: Mapping, terms: Terms, each: Callable[[Deal], str] | None = None) -> Plan:
    """Tries the whole file without writing anything. `each` is handed every deal that can be taken, and says in which
    stage it arrives.

    Raises: Unreadable where the file breaks off.
    """
    findings = study(table, mapping, terms)
    made = Plan(mapping, findings, questions(findings, mapping, terms))
    _reader, rows = read(table, mapping, findings, terms)
    for row in rows:
        if isinstance(row, list):
            _count_refused(made, row)
            continue
        _count_taken(made, row, each(row) if each else row.stage)
    return made


def _count_taken(made: Plan, deal: Deal, stage: str) -> None:
    made.taken += 1
    number, total = made.by_stage.get(stage, (0, Decimal(0)))
    made.by_stage[stage] = number + 1, total + (deal.amount or 0)
    if deal.remarks and len(made.remarks) < KEPT_REFUSALS:
        made.remarks.extend((deal.row, words) for words in deal.remarks)


def _count_refused(made: Plan, reasons: list[Refusal]) -> None:
    made.refused_rows += 1
    made.kinds[reasons[0].kind] += 1
    if len(made.refusals) < KEPT_REFUSALS:
        made.refusals.extend(reasons)


def _name_currencies(found: Findings, signs: Counter[str], terms: Terms) -> None:
    """Currencies by their codes; what can't be named is left to the rows, which say so at their place."""
    named: Counter[str] = Counter()
    for written, number in found.currencies.items():
        try:
            named[currency_of(written, terms.currency) if written else ""] += number
        except Unclear:
            continue
    for written, number in islice(signs.items(), 5_000):
        for decimal in ("point", "comma"):
            try:
                named[read_number(written, decimal, terms.currency)[1]] += number
            except Unclear:
                continue
            break
    named.pop("", None)
    found.currencies = named


def _columns(mapping: Mapping) -> Iterator[Question]:
    """Accounts and people have names and amounts too; deals also say what they are and how they stand."""
    named = {"external_id", "name", "product"} & mapping.columns.keys()
    standing = {"stage", "status", "is_won", "amount", "close_date"} & mapping.columns.keys()
    if not named or not standing:
        yield Question(
            key="columns",
            words=_("These don't look like deals. Which column names them, and which has their stage or amount?"),
        )


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


def _rates(findings: Findings, mapping: Mapping, terms: Terms) -> Iterator[Question]:
    """Without a rate those rows aren't taken; that's an answer too, so it stops nothing."""
    used = Counter(findings.currencies)
    if whole := mapping.decisions.get("currency"):
        used[whole] += 0
    for code in sorted(used):
        if code != terms.currency:
            yield Question(
                key=f"rate:{code}",
                words=_("What is one %(code)s worth in %(home)s? Without a rate its rows are left out.")
                % {"code": code, "home": terms.currency},
                column=mapping.columns.get("currency") or mapping.columns.get("amount", ""),
                answer=mapping.rates.get(code, ""),
                needed=False,
            )


def _stages(findings: Findings, mapping: Mapping) -> Iterator[Question]:
    """Every stage of the file with where its deals arrive; those nobody knows start as leads until a person says."""
    seen: set[str] = set()
    for (label, _has_status), _number in findings.stages.most_common():
        if not label or squeeze(label) in seen:
            continue
        seen.add(squeeze(label))
        meant = meaning(mapping.system, label)
        chosen = next((ours for name, ours in mapping.stages.items() if name.casefold() == label.casefold()), "")
        yield Question(
            key=f"stage:{label}",
            words=_("Where does a deal in “%(stage)s” arrive?") % {"stage": label},
            column=mapping.columns.get("stage") or mapping.columns.get("status", ""),
            choices=ARRIVALS,
            answer=chosen if chosen in ARRIVALS else meant.stage,
            needed=False,
        )
