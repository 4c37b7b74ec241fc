"""Bring a file in from the command line: tandem import deals FILE."""  # noqa: N999 (commands are named as typed)

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tandem import clock
from tandem.connectors.actions import apply, receive
from tandem.connectors.files.answers import Unanswerable, answer
from tandem.connectors.files.match import SYSTEMS, Mapping
from tandem.connectors.files.text import Unreadable
from tandem.connectors.models import ImportBatch
from tandem.jobs.kinds import Overtaken
from tandem.ledger.actions import Program
from tandem.people.models import Person

SHOWN = 20


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Rows by the thousand are made and dropped without circles: looking for circles costs a tenth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class Command(BaseCommand):
    help = (
        "Bring deals in from a CRM's export (CSV or XLSX). The same file twice changes nothing the second time. "
        "What can't be known from the file is asked and never guessed: answer with --answer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["deals"])
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--as", dest="system", metavar="SYSTEM",
            help=f"whose export it is: {', '.join(SYSTEMS)}, or a name of your own for another source",
        )  # fmt: skip
        parser.add_argument("--map", type=Path, metavar="JSON", help="a mapping: columns, decisions, stages, rates")
        parser.add_argument(
            "--answer", action="append", default=[], metavar="QUESTION=ANSWER",
            help='for example --answer "Close Date=day/month" --answer stage:Pitch=qualified --answer rate:USD=0.79',
        )  # fmt: skip
        parser.add_argument("--by", metavar="EMAIL", help="whose import it is in history; without it, the command's")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write no deal")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._person(options["by"])
        try:
            receive.must_import(by)
        except PermissionDenied as refused:
            raise CommandError(str(refused)) from refused
        batch = self._batch(options, by)
        self._tell(batch)
        if batch.state == ImportBatch.State.MAPPING:
            raise CommandError(self._questions(batch))
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
            return
        apply.start(batch, by=by, at=clock.now())
        with _fewer_collections():
            self._run(batch, by)
        if batch.state == ImportBatch.State.FAILED:
            raise CommandError(f"{batch.failure} What came before is in. Run the same command again to go on.")
        self._done(batch)

    def _run(self, batch: ImportBatch, by: Any) -> None:
        try:
            apply.run(batch, by=by, at=clock.now(), clock=clock.now)
        except Overtaken as problem:
            raise CommandError("A worker went on with this import meanwhile; its page says how it stands.") from problem

    def _person(self, email: str | None) -> Any:
        if not email:
            return Program("tandem import")
        person = Person.objects.filter(email=email.lower()).first()
        if person is None:
            raise CommandError(f"There is nobody here with the e-mail {email}.")
        return person

    def _batch(self, options: dict[str, Any], by: Any) -> ImportBatch:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                pieces: Iterator[bytes] = iter(lambda: file.read(1 << 20), b"")
                batch = receive.receive(pieces, path.name, system=options["system"], by=by, at=clock.now())
        except OSError as problem:
            raise CommandError(f"Can't read {path}: {problem.strerror or problem}.") from problem
        except Unreadable as words:
            raise CommandError(str(words)) from words
        batch = receive.look(batch, at=clock.now())
        if batch.state == ImportBatch.State.FAILED:
            raise CommandError(batch.failure)
        return self._settled(batch, options, by)

    def _settled(self, batch: ImportBatch, options: dict[str, Any], by: Any) -> ImportBatch:
        mapping = Mapping.from_json(batch.mapping)
        if options["map"]:
            mapping = _merged(mapping, options["map"])
        try:
            for given in options["answer"]:
                key, _sign, told = given.rpartition("=")
                answer(mapping, batch.questions, key, told)
        except Unanswerable as problem:
            raise CommandError(str(problem)) from problem
        if mapping.to_json() == batch.mapping:
            return batch
        return receive.look(receive.settle(batch, mapping, seen=batch.version, by=by, at=clock.now()), at=clock.now())

    def _tell(self, batch: ImportBatch) -> None:
        found = batch.findings
        self.stdout.write(
            f"{batch.file_name}: {batch.rows_total:,} rows, read as {SYSTEMS.get(batch.system, batch.system)}."
        )
        for ours, column in Mapping.from_json(batch.mapping).columns.items():
            self.stdout.write(f"  {ours.replace('_', ' '):14} {column}")
        self.stdout.write(
            f"New {found['would_make']:,}, changed {found['would_change']:,}, unchanged {found['unchanged']:,}, "
            f"not taken {found['refused']:,}. New clients {found['new_clients']:,}."
        )
        for stage, (number, total) in found["by_stage"].items():
            self.stdout.write(f"  {stage:14} {number:>9,}  {total:>18}")
        for words in found["notes"]:
            self.stdout.write(words)
        if found["unmapped"]:
            sellers = sorted(found["unmapped"].items(), key=lambda seller: (-seller[1], seller[0]))
            names = ", ".join([name for name, _deals in sellers][:SHOWN])
            self.stdout.write(f"Sellers whom nobody here matches, kept by name: {names}.")
        for problem in found["problems"][:SHOWN]:
            where = f" {problem['column']}" if problem["column"] else ""
            self.stdout.write(f"  Row {problem['row']}{where}: {problem['words']} {problem['value']}".rstrip())
        if len(found["problems"]) > SHOWN:
            self.stdout.write("  … and more: the import's page has them all as a file.")

    def _questions(self, batch: ImportBatch) -> str:
        lines = ["The file doesn't say, and it can't be guessed:"]
        for question in batch.questions:
            if question["needed"]:
                examples = f" ({', '.join(question['examples'])})" if question["examples"] else ""
                lines.append(f"  {question['words']}{examples}")
                lines += [f'    --answer "{question["key"]}={choice}"' for choice in question["choices"]]
        return "\n".join(lines)

    def _done(self, batch: ImportBatch) -> None:
        took = batch.applied_at - batch.started_at if batch.applied_at and batch.started_at else timedelta()
        seconds = max(took.total_seconds(), 0.001)
        if not batch.created and not batch.changed:
            self.stdout.write(f"Nothing changed: all {batch.unchanged:,} deals were here as the file has them.")
        self.stdout.write(
            f"Done: {batch.created:,} new, {batch.changed:,} changed, {batch.unchanged:,} unchanged, "
            f"{batch.not_taken:,} not taken; {batch.rows_total / seconds:,.0f} rows a second."
        )


def _merged(mapping: Mapping, path: Path) -> Mapping:
    """What the file says on top of what was found."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CommandError(f"Can't read the mapping {path}: {problem}.") from problem
    told = Mapping.from_json({"system": mapping.system, **given} if isinstance(given, dict) else {})
    mapping.system = told.system
    for part in ("columns", "decisions", "stages", "rates"):
        getattr(mapping, part).update(getattr(told, part))
    return mapping
