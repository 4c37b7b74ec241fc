"""What the command says of an import, line by line."""

import shlex
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tandem.connectors.files.match import SYSTEMS, Mapping
from tandem.connectors.models import ImportBatch

SHOWN = 20


def looked(batch: ImportBatch) -> Iterator[str]:
    """What was read, what isn't, what would happen."""
    found = batch.findings
    sheet = f", sheet “{found['sheet']}”" if found.get("sheet") else ""
    yield f"{batch.file_name}{sheet}: {batch.rows_total:,} rows, read as {SYSTEMS.get(batch.system, batch.system)}."
    for ours, column in Mapping.from_json(batch.mapping).columns.items():
        yield f"  {ours.replace('_', ' '):14} {column}"
    if found["left_out"]:
        yield "Columns that aren't read:"
        yield from (f"  {name}: {why}" for name, why in found["left_out"].items())
    yield from found["notes"]
    if found["sheets"]:
        yield "To read another sheet:"
        yield from (f"    --answer {_quoted(f'sheet={name}')}" for name in found["sheets"] if name != found["sheet"])
    if batch.state != ImportBatch.State.MAPPING:
        yield from _outlook(found)


def _outlook(found: dict[str, Any]) -> Iterator[str]:
    yield (
        f"New {found['would_make']:,}, changed {found['would_change']:,}, unchanged {found['unchanged']:,}, "
        f"not taken {found['refused']:,}. New clients {found['new_clients']:,}."
    )
    for stage, (number, total) in found["by_stage"].items():
        yield f"  {stage:14} {number:>9,}  {total:>18}"
    yield from _changes(found["changes"])
    yield from _people("Sellers whom nobody here matches, kept by name", found["unmapped"])
    yield from _people("Sellers who have left the firm", found["left_sellers"])
    yield from _problems(found["problems"])


def _changes(changes: list[dict[str, Any]]) -> Iterator[str]:
    if changes:
        yield "What would change, old and new:"
    for each in changes[:SHOWN]:
        what = each["what"].replace("_", " ")
        yield f"  Row {each['row']} {each['name']}: {what} {each['old'] or '–'} → {each['new'] or '–'}"
    if len(changes) > SHOWN:
        yield "  … and more: the import's page has them."


def _people(words: str, counted: dict[str, int]) -> Iterator[str]:
    if counted:
        ordered = sorted(counted.items(), key=lambda seller: (-seller[1], seller[0]))
        yield f"{words}: {', '.join([name for name, _deals in ordered][:SHOWN])}."


def _problems(problems: list[dict[str, Any]]) -> Iterator[str]:
    for problem in problems[:SHOWN]:
        where = f" {problem['column']}" if problem["column"] else ""
        yield f"  Row {problem['row']}{where}: {problem['words']} {problem['value']}".rstrip()
    if len(problems) > SHOWN:
        yield "  … and more: the import's page has them all as a file."


def questions(batch: ImportBatch) -> Iterator[str]:
    """What stops the import, each with the answers that it takes."""
    yield "The file doesn't say, and it can't be guessed:"
    for question in batch.questions:
        if question["needed"]:
            examples = f" ({', '.join(question['examples'])})" if question["examples"] else ""
            yield f"  {question['words']}{examples}"
            yield from (f"    --answer {_quoted(answer)}" for answer in _answers(question, batch.findings["converted"]))
    if sum(each["needed"] and each["key"].startswith("stage:") for each in batch.questions) > 1:
        yield '  For all stages that nobody knows: --answer "stage:*=lead", and the like'


def _answers(question: dict[str, Any], converted: str) -> list[str]:
    key = question["key"]
    if key.startswith("rate:"):
        return [f"{key}=NUMBER", f"{key}=none", *([f"column:amount={converted}"] if converted else [])]
    if key.startswith(("stage:", "status:")):
        return [f"{key}={'|'.join(question['choices'])}"]
    if key.startswith("period:"):
        return [f"{key}=NUMBER"]
    return [f"{key}={choice}" for choice in question["choices"]]


def _quoted(answer: str) -> str:
    return shlex.quote(answer) if set(answer) & set('"$`\\!') else f'"{answer}"'


def done(batch: ImportBatch) -> Iterator[str]:
    """What came of it."""
    took = batch.applied_at - batch.started_at if batch.applied_at and batch.started_at else timedelta()
    seconds = max(took.total_seconds(), 0.001)
    if not batch.created and not batch.changed:
        if not batch.not_taken:
            yield f"Nothing changed: all {batch.unchanged:,} deals were here as the file has them."
        elif not batch.unchanged:
            yield "Nothing came in: no row was taken."
    yield (
        f"Done: {batch.created:,} new, {batch.changed:,} changed, {batch.unchanged:,} unchanged, "
        f"{batch.not_taken:,} not taken; {batch.rows_total / seconds:,.0f} rows a second."
    )
