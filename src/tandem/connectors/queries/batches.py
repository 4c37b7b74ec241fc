"""Imports as their pages show them."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from tandem.connectors.files.aliases import FIELDS
from tandem.connectors.files.match import Mapping
from tandem.connectors.files.rows import Reader, Terms
from tandem.connectors.files.table import Table
from tandem.connectors.models import ImportBatch, RowProblem
from tandem.engagements.models import Engagement, Stage
from tandem.jobs import queries as jobs
from tandem.jobs.models import Job
from tandem.people.models import Person
from tandem.people.rights import Sight, sees
from tandem.web.paging import ROWS

State = ImportBatch.State
MOVING = (State.READING, State.RUNNING, State.UNDOING)
STANDS_STILL = timedelta(minutes=3)
FAST_POLL = timedelta(seconds=30)
FORMULA = re.compile(r"[=+\-@\t\r]")
FIGURE = re.compile(r"[+\-]?[\d.,\s]+%?$")
PRICED = ("amount",)


def newest(person: Person, before: int | None = None) -> list[ImportBatch]:
    """A page of imports, newest first, with whoever brought them. One query."""
    found = ImportBatch.objects.visible_to(person).select_related("by")
    return list((found.filter(pk__lt=before) if before else found).order_by("-pk")[: ROWS + 1])


def stands_still(batch: ImportBatch, at: datetime) -> bool:
    """It says that it's running and hasn't got on for minutes: its worker is gone."""
    return batch.state in MOVING and at - (batch.beat_at or batch.started_at or batch.made_at) > STANDS_STILL


def job_of(batch: ImportBatch, at: datetime) -> Job | None:
    """The worker's job for a batch that moves: what it met last and when it's tried again. One query."""
    if batch.state not in MOVING:
        return None
    return next(iter(jobs.of([batch], at).get(batch.pk, [])), None)


def poll_seconds(batch: ImportBatch, at: datetime) -> int:
    """Every 2 seconds at first, then every 5."""
    return 2 if at - (batch.started_at or batch.made_at) < FAST_POLL else 5


@dataclass(frozen=True)
class StageRow:
    """How many deals arrive in a stage. `total` is None for who may not see prices."""

    label: str
    deals: int
    total: str | None


def by_stage(batch: ImportBatch, person: Person) -> list[StageRow]:
    counted = batch.findings.get("by_stage", {})
    priced = sees(person, Sight.PRICE)
    return [
        StageRow(stage.label, counted[stage.value][0], counted[stage.value][1] if priced else None)
        for stage in Stage
        if stage.value in counted
    ]


def samples(batch: ImportBatch, person: Person) -> dict[str, list[str]]:
    """A few values of every column; amounts only for who may see prices."""
    found: dict[str, list[str]] = dict(batch.findings.get("samples", {}))
    if not sees(person, Sight.PRICE):
        for column in priced_columns(batch):
            found.pop(column, None)
    return found


def priced_columns(batch: ImportBatch) -> set[str]:
    """What a file's amounts stand in, as far as its mapping says, and columns left out that have a money's name."""
    columns = Mapping.from_json(batch.mapping).columns
    named = {columns[ours] for ours in PRICED if ours in columns}
    return named | {
        name for name in batch.findings.get("left_out", {}) if re.search("amount|revenue|value|price", name, re.I)
    }


def problems(batch: ImportBatch, person: Person, after: int = 0) -> list[dict[str, Any]]:
    """A page of rows that aren't taken: of the trial before the import, of the import itself after it."""
    if batch.state in (State.MAPPING, State.READY):
        rows = batch.findings.get("problems", [])[after : after + ROWS + 1]
    else:
        held: QuerySet[RowProblem] = batch.problems.order_by("row", "pk")
        rows = list(held.values("row", "column", "value", "words", "taken")[after : after + ROWS + 1])
    hidden = set() if sees(person, Sight.PRICE) else priced_columns(batch)
    return [{**row, "value": ""} if row["column"] in hidden else row for row in rows]


def kept(batch: ImportBatch, person: Person) -> list[Engagement]:
    """What an undo left alone, as far as this person sees it. One query if there is any."""
    ids = [pk for pk, _name in batch.kept]
    return list(Engagement.objects.visible_to(person).filter(pk__in=ids).order_by("name", "pk")) if ids else []


def unused_columns(batch: ImportBatch) -> list[tuple[str, str]]:
    return list(batch.findings.get("left_out", {}).items())


def fields_in_order(batch: ImportBatch) -> list[str]:
    return [name for name in FIELDS if name not in ("is_won", "is_closed", "is_deleted")]


class _Echo:
    """What the csv module writes into, handed on at once."""

    def write(self, line: str) -> str:
        return line


def refused_rows(batch: ImportBatch, table: Table, terms: Terms, person: Person, words: list[str]) -> Iterator[str]:
    """The rows that aren't taken as CSV, each with its reason and as it was, so that it can be put right and brought in
    again. `words` are the four heads. Cells that a spreadsheet would run as a formula are escaped."""
    write = csv.writer(_Echo()).writerow
    whole = sees(person, Sight.PRICE)
    header = list(table.header) if whole else []
    yield "\ufeff" + write([*words, *map(safe_cell, header)])
    reader = Reader(table.header, Mapping.from_json(batch.mapping), batch.findings["decided"], terms)
    for number, cells in table.rows():
        found = reader.read(number, cells)
        for reason in found if isinstance(found, list) else []:
            told = [number, reason.words, reason.column, reason.value if whole else ""]
            yield write([*map(safe_cell, map(str, told)), *(map(safe_cell, cells) if whole else ())])


def safe_cell(cell: str) -> str:
    """An apostrophe before what a spreadsheet would run; figures stay figures. Our own import takes it off again."""
    return f"'{cell}" if FORMULA.match(cell) and not FIGURE.match(cell) else cell
