"""Draw a client's paper, and keep byte for byte what left the house."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.people.models import Person
from tandem.scoping.documents.builtin import builtin
from tandem.scoping.documents.docx import docx
from tandem.scoping.documents.faulty import Faulty
from tandem.scoping.documents.pdf import pdf
from tandem.scoping.models import Document, DocumentTemplate, ScopeVersion
from tandem.scoping.queries.document import template_of
from tandem.web.paper import Undrawable

PDF, DOCX = Document.Format.PDF, Document.Format.DOCX


@dataclass(frozen=True)
class Drawn:
    """One file, from `data`. Without a template of the firm's own a DOCX comes from the one that is built in."""

    data: dict[str, Any]
    format: str
    content: bytes
    template: DocumentTemplate | None = None


def draw(data: dict[str, Any], format: str, *, at: datetime) -> Drawn:
    """Takes a tenth of a second or so: never call it while a lock is held.

    Raises:
        Refused: no font has a letter of it, or the firm's template can't be filled in.
    """
    if format == PDF:
        return Drawn(data, format, _pdf(data, at))
    template = template_of(data["kind"])
    return Drawn(data, format, _docx(template, data, at), template)


def draw_to_send(data: dict[str, Any], *, at: datetime) -> list[Drawn]:
    """The PDF, and a DOCX if the firm has a template of its own.

    Raises:
        Refused: see `draw`.
    """
    formats = [PDF, DOCX] if template_of(data["kind"]) else [PDF]
    return [draw(data, format, at=at) for format in formats]


def keep(deal: Engagement, scope: ScopeVersion, drawn: Drawn, *, by: Person, at: datetime) -> Document:
    """Write down what left the house, with its SHA-256. In the caller's transaction."""
    document = Document(
        engagement=deal, scope=scope, kind=drawn.data["kind"], format=drawn.format, template=drawn.template,
        content=drawn.content, digest=hashlib.sha256(drawn.content).hexdigest(), made_by=by, made_at=at,
    )  # fmt: skip
    return ledger.add(document, "kept what was sent", by=by, at=at, show=("kind", "format", "digest"))


def _pdf(data: dict[str, Any], at: datetime) -> bytes:
    try:
        return pdf(data, at=at)
    except Undrawable as problem:
        words = _(
            "No font here has “%(text)s”, so the PDF can’t be drawn. Write it in other letters, or have a font with it installed on the server."
        )
        raise Refused([_finding(words % {"text": problem.text[:40]})]) from problem


def _docx(template: DocumentTemplate | None, data: dict[str, Any], at: datetime) -> bytes:
    try:
        return docx(bytes(template.content) if template else builtin(data["kind"]), data, at=at)
    except Faulty as fault:
        raise Refused([_finding(words) for words in fault.problems]) from fault


def _finding(words: str) -> Finding:
    return Finding("the_paper_can_be_drawn", _("Document"), words, waivable=False)
