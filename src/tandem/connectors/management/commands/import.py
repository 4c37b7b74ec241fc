"""Bring a file in from the command line: tandem import deals FILE."""  # noqa: N999 (commands are named as typed)

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tandem import clock
from tandem.connectors.actions import apply, receive
from tandem.connectors.files.answers import Unanswerable, answer
from tandem.connectors.files.match import PARTS, SYSTEMS, Mapping
from tandem.connectors.files.text import Unreadable
from tandem.connectors.management import said
from tandem.connectors.models import ImportBatch
from tandem.jobs.kinds import Overtaken
from tandem.ledger.actions import Program
from tandem.people.models import Person

# How the command ends, beside 0 (all is in, or would be), 1 (it can't be done) and 2 (it wasn't understood).
QUESTIONS, ROWS_LEFT_OUT = 3, 4


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
        "What can't be known from the file is asked and never guessed: answer with --answer. It ends with 0 if all is in, 1 "
        "if it can't be done, 2 if it wasn't understood, 3 if something is asked, 4 if rows were left out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["deals"])
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--as", dest="system", metavar="SYSTEM",
            help=f"whose export it is: {', '.join(SYSTEMS)}, or a name of your own for another source",
        )  # fmt: skip
        parser.add_argument(
            "--map", type=Path, metavar="JSON", help="a mapping: columns, decisions, stages, statuses, rates"
        )
        parser.add_argument(
            "--answer", action="append", default=[], metavar="QUESTION=ANSWER",
            help='for example --answer "Close Date=day/month" --answer "column:client=Kunde" --answer stage:Pitch=qualified '
            "--answer rate:USD=0.79; what isn't asked this time is kept",
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
        self.stdout.write("\n".join(said.looked(batch)))
        if batch.state == ImportBatch.State.MAPPING:
            raise CommandError("\n".join(said.questions(batch)), returncode=QUESTIONS)
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")
            return self._refused(batch.findings["kinds"].get("mistake", 0), "wouldn't be taken")
        apply.start(batch, by=by, at=clock.now())
        with _fewer_collections():
            self._run(batch, by)
        if batch.state == ImportBatch.State.FAILED:
            raise CommandError(f"{batch.failure} What came before is in. Run the same command again to go on.")
        self.stdout.write("\n".join(said.done(batch)))
        return self._refused(
            batch.findings["kinds"].get("mistake", 0), "wasn't taken" if batch.not_taken == 1 else "weren't taken"
        )

    def _refused(self, number: int, how: str) -> None:
        """What was deleted in the CRM is no mistake; any other row left out ends the command with a code of its own."""
        if number:
            rows = "1 row" if number == 1 else f"{number:,} rows"
            raise CommandError(f"{rows} {how}; the reasons stand above.", returncode=ROWS_LEFT_OUT)

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
        """The sheet first, since it says which columns there are; then the columns, since the rest speaks of them."""
        given = [each.rpartition("=")[::2] for each in options["answer"]]
        for answers in (
            [each for each in given if each[0].strip() == "sheet"],
            sorted(
                (each for each in given if each[0].strip() != "sheet"),
                key=lambda each: not each[0].startswith("column:"),
            ),
        ):
            batch = self._answered(batch, answers, None if answers and answers[0][0] == "sheet" else options["map"], by)
        return batch

    def _answered(self, batch: ImportBatch, answers: list, path: Path | None, by: Any) -> ImportBatch:
        mapping = Mapping.from_json(batch.mapping)
        if path:
            mapping = _merged(mapping, path)
        try:
            for key, told in answers:
                if key == "sheet" and batch.findings["sheets"] and told not in batch.findings["sheets"]:
                    raise Unanswerable(
                        f"The workbook has no sheet “{told}”. It has: {', '.join(batch.findings['sheets'])}."
                    )
                answer(mapping, batch.questions, key, told, batch.findings["header"])
        except Unanswerable as problem:
            raise CommandError(str(problem)) from problem
        if mapping.to_json() == batch.mapping:
            return batch
        return receive.look(receive.settle(batch, mapping, seen=batch.version, by=by, at=clock.now()), at=clock.now())


def _merged(mapping: Mapping, path: Path) -> Mapping:
    """What the file says on top of what was found."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CommandError(f"Can't read the mapping {path}: {problem}.") from problem
    told = Mapping.from_json({"system": mapping.system, **given} if isinstance(given, dict) else {})
    mapping.system = told.system
    for part in PARTS:
        getattr(mapping, part).update(getattr(told, part))
    return mapping
