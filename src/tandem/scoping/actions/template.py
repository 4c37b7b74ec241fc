"""Verbs on the firm's own paper: bring a template, go back to another version of it, or to the one that's built in."""

import hashlib
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext as _

from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed
from tandem.people.models import Access, Person
from tandem.scoping.documents.check import must_be_usable
from tandem.scoping.documents.faulty import Faulty
from tandem.scoping.models import DocumentTemplate


def bring(kind: str, name: str, content: bytes, *, by: Person, at: datetime) -> DocumentTemplate:
    """A new version, which papers are drawn with from now on. What was sent keeps the version it was drawn with.

    Raises:
        PermissionDenied: only leadership brings templates.
        Refused: it can't be used; the reasons say why.
    """
    _must_lead(by)
    try:
        must_be_usable(content)
    except Faulty as fault:
        raise Refused([_finding(words) for words in fault.problems]) from fault
    try:
        with deed():
            _set_aside(kind, by, at)
            last = DocumentTemplate.objects.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
            template = DocumentTemplate(
                kind=kind, number=last + 1, name=name, content=content, made_by=by, made_at=at,
                digest=hashlib.sha256(content).hexdigest(),
            )  # fmt: skip
            return ledger.add(template, "brought template", by=by, at=at, show=("kind", "number", "name", "digest"))
    except IntegrityError as twice:  # at this very moment
        raise Refused(
            [_finding(_("Somebody brought another template just now. Look at it, then bring yours."))]
        ) from twice


def use(template: DocumentTemplate, *, by: Person, at: datetime, seen: int | None) -> DocumentTemplate:
    """Papers are drawn with this version again.

    Raises:
        Stale: somebody else changed which one is used.
    """
    _must_lead(by)
    with deed():
        if not template.current:
            _set_aside(template.kind, by, at)
        return ledger.revise(template, "used template again", seen=seen, by=by, at=at, current=True)


def set_aside(template: DocumentTemplate, *, by: Person, at: datetime, seen: int | None) -> DocumentTemplate:
    """Papers are drawn with the built-in template."""
    _must_lead(by)
    return ledger.revise(template, "set template aside", seen=seen, by=by, at=at, current=False)


def _set_aside(kind: str, by: Person, at: datetime) -> None:
    for old in DocumentTemplate.objects.filter(kind=kind, current=True):
        ledger.revise(old, "set template aside", seen=None, by=by, at=at, current=False)


def _must_lead(by: Person) -> None:
    if by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Leadership chooses the firm’s paper."))


def _finding(words: str) -> Finding:
    return Finding("the_template_can_be_used", _("Template"), words, waivable=False)
