"""Make an offering, rename and describe it, retire it and bring it back."""

from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from tandem.catalogue.actions.rights import must_edit
from tandem.catalogue.models import Offering
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed
from tandem.people.models import Person

SLUG = 120


def make(
    *, name: str, line: str, summary: str, by: Person, at: datetime, reason: str = "", seen: int | None = None
) -> Offering:
    """A new offering; nothing of it is sold until a tier is approved.

    Raises:
        PermissionDenied: neither of a side nor of leadership.
        Refused: another offering has this name.
    """
    must_edit(by)
    with deed():
        _must_be_free(name)
        row = Offering(name=name, slug=_free_slug(name), line=line, summary=summary)
        return ledger.add(row, "made offering", by=by, at=at, reason=reason, show=("name", "line", "summary"))


def describe(
    row: Offering, *, name: str, line: str, summary: str, seen: int | None, by: Person, at: datetime
) -> Offering:
    """Rename and describe. Its address stays, so that links do.

    Raises:
        PermissionDenied, Refused: as `make`.
        Stale: somebody described it meanwhile.
    """
    must_edit(by)
    with deed():
        _must_be_free(name, row)
        return ledger.revise(row, "described offering", seen=seen, by=by, at=at, name=name, line=line, summary=summary)


def retire(row: Offering, *, why: str, seen: int | None, by: Person, at: datetime) -> Offering:
    """Not sold any more; deals keep what they were built on. Raises PermissionDenied, Stale."""
    must_edit(by)
    return ledger.revise(row, "retired offering", seen=seen, by=by, at=at, reason=why, retired=True)


def bring_back(row: Offering, *, seen: int | None, by: Person, at: datetime) -> Offering:
    """Sold again, in the versions that were current. Raises PermissionDenied, Stale."""
    must_edit(by)
    return ledger.revise(row, "brought offering back", seen=seen, by=by, at=at, retired=False)


def _must_be_free(name: str, own: Offering | None = None) -> None:
    taken = Offering.objects.filter(name__iexact=name).first()
    if taken and taken != own:
        words = _("%(name)s is in the catalogue already.") % {"name": taken.name}
        raise Refused([Finding("name", _("Name"), words)])


def _free_slug(name: str) -> str:
    base = slugify(name)[: SLUG - 6] or "offering"
    taken = set(Offering.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    tries = (f"{base}-{n}" if n > 1 else base for n in range(1, len(taken) + 2))
    return next(slug for slug in tries if slug not in taken)
