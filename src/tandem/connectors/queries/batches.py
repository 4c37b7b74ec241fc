"""Imports as their pages show them."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from tandem.connectors.files import own
from tandem.connectors.files.deal import Refusal, Terms
from tandem.connectors.files.match import Mapping
from tandem.connectors.files.rows import Reader
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
PRICED = ("amount", "won_amount")


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


class _Echo:
    """What the csv module writes into, handed on at once."""

    def write(self, line: str) -> str:
        return line


def refused_rows(batch: ImportBatch, table: Table, terms: Terms, person: Person) -> Iterator[str]:
    """The rows that aren't taken as CSV, each once, with its reasons and as it was, so that it can be put right and brought
    in again. It names its import, so that it's read as that one was. Cells that a spreadsheet would run as a formula are
    escaped."""
    write = csv.writer(_Echo()).writerow
    whole = sees(person, Sight.PRICE)
    header = list(table.header) if whole else []
    yield "\ufeff" + write([*own.HEADS, *map(own.safe_cell, header)])
    reader = Reader(table.header, Mapping.from_json(batch.mapping), batch.findings["decided"], terms)
    for number, cells in table.rows():
        found = reader.read(number, cells)
        if isinstance(found, list):
            told = [reference(batch), number, *_told(found, whole)]
            yield write([*map(own.safe_cell, map(str, told)), *(map(own.safe_cell, cells) if whole else ())])


def reference(batch: ImportBatch) -> str:
    """What a file of rows that weren't taken calls its import."""
    return f"{batch.pk}-{batch.digest[:12]}"


def _told(reasons: list[Refusal], whole: bool) -> list[str]:
    values = [reason.value if whole else "" for reason in reasons]
    return [
        " ".join(reason.words for reason in reasons),
        ", ".join(filter(None, (reason.column for reason in reasons))),
        ", ".join(filter(None, values)),
    ]


@dataclass(frozen=True)
class ChangeRow:
    """What would change of a deal: old and new as text; empty for who may not see them."""

    row: int
    name: str
    what: str
    old: str
    new: str


def changes(batch: ImportBatch, person: Person) -> list[ChangeRow]:
    """The first changes that an import would make."""
    priced = sees(person, Sight.PRICE)
    rows = [ChangeRow(**each) for each in batch.findings.get("changes", [])]
    return [row if priced or row.what not in PRICED else replace(row, old="", new="") for row in rows]
