"""Take a file in, look at it without writing any deal, settle how it's read."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.connectors.files import match
from tandem.connectors.files.plan import Plan, decided, plan
from tandem.connectors.files.rows import Terms
from tandem.connectors.files.table import FILE_BYTES, Table, open_table
from tandem.connectors.files.text import Unreadable
from tandem.connectors.models import ImportBatch
from tandem.connectors.models import Mapping as Remembered
from tandem.connectors.queries.outlook import Outlook
from tandem.ledger.actions import Actor, Stale, record
from tandem.people.models import Firm, Person
from tandem.people.rights import may_import
from tandem.storage import files
from tandem.web.late import aside

State = ImportBatch.State
FOLDER = "imports"
LOOKED_AT = ("mapping", "system", "questions", "rows_total", "state", "failure", "findings")
SHOWN_PROBLEMS = 500
KEPT_FOR = timedelta(days=90)


def receive(
    pieces: Iterable[bytes], file_name: str, *, system: str | None = None, by: Actor, at: datetime
) -> ImportBatch:
    """Keep the file, whole and under a name of our own, where every worker reads it, and make a batch of it, still to be
    looked at.

    Raises:
        Unreadable: it's larger than any export.
        PermissionDenied: this person may not bring files in.
    """
    must_import(by)
    stored = f"{secrets.token_hex(16)}.import"
    too_large = Unreadable(_("The file is larger than 200 MB. Export fewer columns, or fewer years at a time."))
    # Piece by piece, each by itself: two hundred megabytes in the request's own transaction would hold up who else saves.
    with aside():
        digest = files.keep(f"{FOLDER}/{stored}", pieces, most=FILE_BYTES, too_large=too_large)
    batch = ImportBatch(
        file_name=Path(file_name.replace("\\", "/")).name[:200] or "deals",
        stored_as=stored,
        digest=digest,
        system=(system or "")[:20],
        by=by if isinstance(by, Person) else None,
        made_at=at,
    )
    with transaction.atomic():
        batch.save()
        record("brought in a file", batch, by=by, at=at)
    return batch


def must_import(by: Actor) -> None:
    """Pages ask the table of addresses; commands and tasks come here without one.

    Raises: PermissionDenied.
    """
    if isinstance(by, Person) and not may_import(by):
        raise PermissionDenied(_("%(name)s may not bring files in.") % {"name": by.name})


def look(batch: ImportBatch, *, at: datetime) -> ImportBatch:
    """Try the whole file without writing a deal: what it holds, what must be asked, what isn't taken. A file seen
    before is read as it was settled then; one that can't be read leaves the batch failed, in words.

    What was settled or started while this looked stays: then the batch is read again instead.
    """
    try:
        with opened(batch) as table:
            proposal = match.propose(table, batch.system or None)
            if not batch.mapping:
                batch.mapping = _remembered(proposal, table.header).to_json()
            mapping = match.Mapping.from_json(batch.mapping)
            outlook = Outlook(mapping, batch.by)
            _keep(batch, table, proposal, plan(table, mapping, terms(), outlook.add), outlook)
    except Unreadable as words:
        batch.state, batch.failure = State.FAILED, str(words)
    found = {name: getattr(batch, name) for name in LOOKED_AT}
    held = ImportBatch.objects.filter(pk=batch.pk, version=batch.version)
    held.update(**found, version=batch.version + 1)
    batch.refresh_from_db()
    return batch


def settle(batch: ImportBatch, mapping: match.Mapping, *, seen: int, by: Actor, at: datetime) -> ImportBatch:
    """Read the file as a person says from now on, and remember that for files with the same columns. It has to be
    looked at again, by who calls this.

    Raises:
        Stale: somebody else settled or started it meanwhile.
        PermissionDenied: this person may not bring files in.
    """
    must_import(by)
    with transaction.atomic():
        held = ImportBatch.objects.filter(
            pk=batch.pk, version=seen, state__in=(State.MAPPING, State.READY, State.READING)
        )
        changes = {"mapping": mapping.to_json(), "system": mapping.system, "state": State.READING, "beat_at": at}
        if not held.update(**changes, version=seen + 1):
            raise Stale(ImportBatch.objects.get(pk=batch.pk))
        batch.refresh_from_db()
        record("settled how a file is read", batch, by=by, at=at)
        _remember(mapping, batch.findings["header"], at)
    return batch


def forget_old_files(at: datetime) -> int:
    """Files hold names and prices: after 90 days only what came of them is kept. How many went."""
    gone = 0
    for batch in old_files(at).only("pk", "stored_as"):
        files.forget(_name(batch))
        gone += ImportBatch.objects.filter(pk=batch.pk).update(stored_as="")
    return gone


def forget_lost_files(at: datetime) -> int:
    """Files that came whole a day ago and more, and became no batch: sent twice at once, or a server killed in between.
    How many."""
    known = {f"{FOLDER}/{stored}" for stored in kept_files().values_list("stored_as", flat=True)}
    lost = [file.name for file in files.listed(FOLDER) if file.name not in known]
    old = [name for name in lost if files.made_at(name) < at - files.CUT_OFF]
    for name in old:
        files.forget(name)
    return len(old)


def kept_files() -> QuerySet[ImportBatch]:
    """Batches whose file is kept."""
    return ImportBatch.objects.exclude(stored_as="")


def old_files(at: datetime) -> QuerySet[ImportBatch]:
    """Those whose file has been kept long enough, and isn't being read."""
    return kept_files().filter(made_at__lt=at - KEPT_FOR).exclude(state__in=(State.RUNNING, State.UNDOING))


@contextmanager
def opened(batch: ImportBatch) -> Iterator[Table]:
    """The batch's file as a table, from a copy on this machine that goes when it's closed.

    Raises: Unreadable if the file is gone or is no table.
    """
    try:
        copy = files.on_this_machine(_name(batch)) if batch.stored_as else None
        with ExitStack() as stack:
            path = stack.enter_context(copy) if copy else None
            if path is None:
                raise files.Gone(batch.file_name)
            yield stack.enter_context(open_table(path))
    except files.Gone as problem:
        raise Unreadable(_("The file isn't kept any more. Bring it in again.")) from problem


def size_of(batch: ImportBatch) -> int:
    """In bytes. Raises: files.Gone."""
    return files.size_of(_name(batch))


def _name(batch: ImportBatch) -> str:
    return f"{FOLDER}/{Path(batch.stored_as).name}"


def terms() -> Terms:
    firm = Firm.objects.first()
    return Terms(firm.currency if firm else "GBP", ZoneInfo(settings.TIME_ZONE))


def _remembered(proposal: match.Proposal, header: Iterable[str]) -> match.Mapping:
    """What was settled for this system and these columns last time, else the proposal."""
    system = proposal.mapping.system
    kept = Remembered.objects.filter(system=system, fingerprint=match.fingerprint(header)).first()
    return match.Mapping.from_json({"system": system, **kept.columns}) if kept else proposal.mapping


def _remember(mapping: match.Mapping, header: Iterable[str], at: datetime) -> None:
    told = {name: part for name, part in mapping.to_json().items() if name != "system"}
    Remembered.objects.update_or_create(
        system=mapping.system, fingerprint=match.fingerprint(header), defaults={"columns": told, "used_at": at}
    )


def _keep(batch: ImportBatch, table: Table, proposal: match.Proposal, made: Plan, outlook: Outlook) -> None:
    mapping = made.mapping
    batch.system = mapping.system
    batch.questions = [question.to_json() for question in made.questions]
    batch.rows_total = made.findings.rows
    batch.state = State.MAPPING if made.open_questions else State.READY
    batch.failure = ""
    batch.findings = {
        "decided": decided(made.findings, mapping),
        "header": list(table.header),
        "sheet": table.sheet,
        "footers": made.findings.footers[:20],
        "samples": proposal.samples,
        "left_out": _left_out(table, proposal, mapping),
        "notes": [*match.notes(mapping, proposal.belied), *_leads(outlook.without_fit)],
        "taken": made.taken,
        "refused": made.refused_rows,
        "kinds": dict(made.kinds),
        "by_stage": {stage: [number, str(total)] for stage, (number, total) in made.by_stage.items()},
        "problems": [_told(refusal) for refusal in made.refusals[:SHOWN_PROBLEMS]],
        **outlook.told(),
    }


def _leads(number: int) -> list[str]:
    if not number:
        return []
    words = ngettext(
        "%(num)s deal that the file has further arrives as a lead: its client's fit isn't judged here yet.",
        "%(num)s deals that the file has further arrive as leads: their clients' fit isn't judged here yet.",
        number,
    )
    return [words % {"num": f"{number:,}"}]


def _left_out(table: Table, proposal: match.Proposal, mapping: match.Mapping) -> dict[str, str]:
    used = set(mapping.columns.values())
    nothing = _("Tandem has no field for it")
    return {name: proposal.left_out.get(name, nothing) for name in table.header if name not in used}


def _told(refusal: Any) -> dict[str, Any]:
    return {
        "row": refusal.row,
        "column": refusal.column,
        "value": refusal.value,
        "words": refusal.words,
        "taken": False,
    }
