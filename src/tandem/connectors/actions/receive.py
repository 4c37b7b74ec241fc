"""Take a file in, look at it without writing any deal, settle how it's read."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
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

State = ImportBatch.State
SHOWN_PROBLEMS = 500
KEPT_FOR = timedelta(days=90)


def receive(
    pieces: Iterable[bytes], file_name: str, *, system: str | None = None, by: Actor, at: datetime
) -> ImportBatch:
    """Keep the file under a name of our own and make a batch of it, still to be looked at.

    Raises:
        Unreadable: it's larger than any export.
        PermissionDenied: this person may not bring files in.
    """
    must_import(by)
    folder().mkdir(parents=True, exist_ok=True)
    stored = f"{secrets.token_hex(16)}.import"
    digest = _store(pieces, folder() / stored)
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
    before is read as it was settled then; one that can't be read leaves the batch failed, in words."""
    try:
        with open_table(path_of(batch)) as table:
            proposal = match.propose(table, batch.system or None)
            if not batch.mapping:
                batch.mapping = _remembered(proposal, table.header).to_json()
            mapping = match.Mapping.from_json(batch.mapping)
            outlook = Outlook(mapping, batch.by)
            _keep(batch, table, proposal, plan(table, mapping, terms(), outlook.add), outlook)
    except Unreadable as words:
        batch.state, batch.failure = State.FAILED, str(words)
    batch.version += 1
    batch.save()
    return batch


def settle(batch: ImportBatch, mapping: match.Mapping, *, seen: int, by: Actor, at: datetime) -> ImportBatch:
    """Read the file as a person says from now on, remember that for files with the same columns, and look again.

    Raises:
        Stale: somebody else settled or started it meanwhile.
        PermissionDenied: this person may not bring files in.
    """
    must_import(by)
    with transaction.atomic():
        held = ImportBatch.objects.filter(
            pk=batch.pk, version=seen, state__in=(State.MAPPING, State.READY, State.READING)
        )
        if not held.update(mapping=mapping.to_json(), system=mapping.system, version=seen + 1):
            raise Stale(ImportBatch.objects.get(pk=batch.pk))
        batch.refresh_from_db()
        record("settled how a file is read", batch, by=by, at=at)
        _remember(mapping, batch.findings["header"], at)
    return look(batch, at=at)


def forget_old_files(at: datetime) -> int:
    """Files hold names and prices: after 90 days only what came of them is kept. How many went."""
    old = ImportBatch.objects.filter(made_at__lt=at - KEPT_FOR).exclude(stored_as="")
    old = old.exclude(state__in=(State.RUNNING, State.UNDOING))
    gone = 0
    for batch in old.only("pk", "stored_as"):
        (folder() / Path(batch.stored_as).name).unlink(missing_ok=True)
        gone += ImportBatch.objects.filter(pk=batch.pk).update(stored_as="")
    return gone


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def path_of(batch: ImportBatch) -> Path:
    """Raises: Unreadable if the file is gone."""
    path = folder() / Path(batch.stored_as).name
    if not batch.stored_as or not path.is_file():
        raise Unreadable(_("The file isn't kept any more. Bring it in again."))
    return path


def terms() -> Terms:
    firm = Firm.objects.first()
    return Terms(firm.currency if firm else "GBP", ZoneInfo(settings.TIME_ZONE))


def _store(pieces: Iterable[bytes], path: Path) -> str:
    """Written piece by piece; its SHA-256."""
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > FILE_BYTES:
                    raise Unreadable(
                        _("The file is larger than 200 MB. Export fewer columns, or fewer years at a time.")
                    )
                digest.update(piece)
                file.write(piece)
    except Unreadable:
        path.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


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
