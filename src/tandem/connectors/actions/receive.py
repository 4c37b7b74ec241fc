"""Take a file in, look at it without writing any deal, settle how it's read."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tandem.connectors.actions.found import keep
from tandem.connectors.files import match
from tandem.connectors.files.aliases import squeeze
from tandem.connectors.files.deal import Terms
from tandem.connectors.files.guess import Hints, likely, missing
from tandem.connectors.files.plan import Unread, plan
from tandem.connectors.files.table import FILE_BYTES, Table, open_table
from tandem.connectors.files.text import Unreadable
from tandem.connectors.models import ImportBatch
from tandem.connectors.models import Mapping as Remembered
from tandem.connectors.queries.known import Known
from tandem.connectors.queries.outlook import Outlook
from tandem.ledger.actions import Actor, Stale, record
from tandem.people.models import Firm, Person
from tandem.people.rights import may_import
from tandem.storage import files
from tandem.web.late import aside

State = ImportBatch.State
FOLDER = "imports"
LOOKED_AT = ("mapping", "system", "questions", "rows_total", "state", "failure", "findings")
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
            mapping = _mapping_for(batch, table, proposal)
            outlook = Outlook(mapping, batch.by)
            unread = unread_of(proposal, mapping, outlook.known)
            made = plan(table, mapping, terms(), outlook.add, unread)
            keep(batch, table, proposal, made, outlook)
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
            wanted = dict(batch.mapping.get("decisions") or {}).get("sheet", "")
            yield stack.enter_context(open_table(path, wanted))
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


def _mapping_for(batch: ImportBatch, table: Table, proposal: match.Proposal) -> match.Mapping:
    """As it was settled for this file; else as the import read it whose rows come back here, as files of these columns were
    settled last time, or as proposed."""
    settled = match.Mapping.from_json(batch.mapping) if batch.mapping else None
    if settled and batch.findings.get("sheet", table.sheet) == table.sheet:
        return settled
    mapping = _of_earlier(batch, table) or _remembered(proposal, table.header)
    if settled:  # another sheet: its columns are its own, what was said of words and money holds
        for part in ("decisions", "stages", "rates", "statuses"):
            getattr(mapping, part).update(getattr(settled, part))
    batch.mapping = mapping.to_json()
    return mapping


def _of_earlier(batch: ImportBatch, table: Table) -> match.Mapping | None:
    """How the rows were read that weren't taken and are brought back, put right."""
    number, _sign, digest = table.of_batch.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    every = ImportBatch.objects.visible_to(batch.by) if batch.by else ImportBatch.objects.all()
    earlier = every.filter(pk=int(number), digest__startswith=digest).first() if digest else None
    if earlier is None or not earlier.mapping:
        return None
    mapping = match.Mapping.from_json({"system": earlier.system, **earlier.mapping})
    mapping.decisions.pop("sheet", None)
    return mapping if set(mapping.columns.values()) & set(table.header) else None


def _remembered(proposal: match.Proposal, header: Iterable[str]) -> match.Mapping:
    """What was settled for this system and these columns last time, else the proposal. A column that's empty this time is
    read from where the proposal has it."""
    system = proposal.mapping.system
    kept = Remembered.objects.filter(system=system, fingerprint=match.fingerprint(header)).first()
    if kept is None:
        return proposal.mapping
    mapping = match.Mapping.from_json({"system": system, **kept.columns})
    for ours, column in mapping.columns.items():
        better = proposal.mapping.columns.get(ours, "")
        if better and not proposal.weighed.get(column) and proposal.weighed.get(better):
            mapping.columns[ours] = better
    return mapping


def unread_of(proposal: match.Proposal, mapping: match.Mapping, known: Known) -> Unread:
    """What every deal has and this mapping doesn't read, with the columns that are likely to hold it."""
    hints = Hints(frozenset(known.people), frozenset(squeeze(name) for name in known.client_names))
    return Unread(
        {ours: likely(ours, proposal, mapping, hints) for ours in missing(mapping, proposal.weighed)}, proposal.torn
    )


def _remember(mapping: match.Mapping, header: Iterable[str], at: datetime) -> None:
    told = mapping.lasting()
    Remembered.objects.update_or_create(
        system=mapping.system, fingerprint=match.fingerprint(header), defaults={"columns": told, "used_at": at}
    )
