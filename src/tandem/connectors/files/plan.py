"""A file under a mapping, before anything is written: what it holds, what must be asked, what isn't taken and why."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tandem.connectors.files.deal import Deal, Refusal, Terms
from tandem.connectors.files.match import Mapping
from tandem.connectors.files.money import CENTS
from tandem.connectors.files.questions import NOTHING_UNREAD, Question, Unread, questions
from tandem.connectors.files.rows import Reader
from tandem.connectors.files.study import Findings, study
from tandem.connectors.files.table import Table

__all__ = ["Findings", "Plan", "Question", "Unread", "decided", "plan", "questions", "read", "study"]

KEPT_REFUSALS = 200_000


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


def decided(findings: Findings, mapping: Mapping) -> dict[str, str]:
    """How every column is read: as its values say, and where they leave it open, as a person said.

    What was said may be from an earlier file; values that can be read only one way know better.
    """
    own = {ours: verdict.choice for ours, verdict in findings.verdicts.items() if verdict.choice}
    if findings.units == {CENTS} and "unit" not in mapping.decisions:
        own["unit"] = CENTS
    if findings.pipelines:
        own["pipelines"] = "\n".join(sorted(findings.pipelines))
    return {**mapping.decisions, **own}


def read(
    table: Table, mapping: Mapping, findings: Findings, terms: Terms
) -> tuple[Reader, Iterator[Deal | list[Refusal]]]:
    """A reader and the file's rows through it."""
    reader = Reader(table.header, mapping, decided(findings, mapping), terms)
    return reader, reader.rows(table)


def plan(
    table: Table,
    mapping: Mapping,
    terms: Terms,
    each: Callable[[Deal], str] | None = None,
    unread: Unread = NOTHING_UNREAD,
) -> Plan:
    """Tries the whole file without writing anything. `each` is handed every deal that can be taken, and says in which
    stage it arrives.

    Raises: Unreadable where the file breaks off.
    """
    findings = study(table, mapping, terms)
    made = Plan(mapping, findings, questions(findings, mapping, terms, unread))
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
