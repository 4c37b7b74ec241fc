"""A client's paper as DOCX: the firm's own template, filled in within a sandbox."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from tandem.scoping.documents.faulty import Faulty
from tandem.scoping.documents.sandbox import Sandbox
from tandem.web.paper import all_held

# Every member of the file is dated alike, so that the same words give the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def docx(template: bytes, data: dict[str, Any], *, at: datetime) -> bytes:
    """The template filled in; what people typed is text in it and nothing else.

    Raises:
        Faulty: the template names what isn't there, or does more than fill in.
    """
    from docxtpl import DocxTemplate  # brings an XML library that only papers need

    paper = DocxTemplate(io.BytesIO(template))
    values = all_held(data)
    try:
        paper.render(values, jinja_env=Sandbox(), autoescape=True)
    except UndefinedError as error:
        raise Faulty(
            [_("The template asks for something that isn’t there: %(what)s.") % {"what": error.message}]
        ) from error
    except SecurityError as error:
        raise Faulty(
            [_("The template reaches for what it may not have: %(what)s.") % {"what": error.message}]
        ) from error
    except TemplateSyntaxError as error:
        raise Faulty([_("A tag of the template isn’t written right: %(what)s.") % {"what": error.message}]) from error
    except TemplateError as error:
        raise Faulty([_("The template can’t be filled in: %(what)s.") % {"what": error.message}]) from error
    _sign(paper.docx, values, at)
    if values["mark"]:
        _stamp(paper.docx, values["mark"])
    return _settled(paper.docx)


def _sign(paper: Any, data: dict[str, Any], at: datetime) -> None:
    """What a file says of itself: the firm, the title, the day; no name of anybody, no remark."""
    about = paper.core_properties
    about.author = about.last_modified_by = data["firm"][:255]
    about.title, about.subject = data["title"][:255], data["heading"][:255]
    about.comments = about.keywords = about.category = about.content_status = about.identifier = about.version = ""
    about.created = about.modified = about.last_printed = at.astimezone(UTC).replace(tzinfo=None)
    about.revision = 1


def _stamp(paper: Any, mark: str) -> None:
    """Across the head of every page and of the paper itself, whatever the template looks like."""
    from docx.shared import Pt, RGBColor

    def write(line: Any, size: int) -> None:
        run = line.add_run(mark)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(size), RGBColor(0xC4, 0x43, 0x0F)

    for place, section in enumerate(paper.sections):
        for head in _heads(paper, section):
            if not (place and head.is_linked_to_previous):  # else it shows the one before it, which has the mark
                write(head.paragraphs[0].insert_paragraph_before() if head.paragraphs else head.add_paragraph(), 10)
    body = paper.element.body
    line = paper.add_paragraph()
    write(line, 20)
    body.insert(0, line._p)


def _heads(paper: Any, section: Any) -> list[Any]:
    """The headers of a section that are shown at all."""
    first = [section.first_page_header] if section.different_first_page_header_footer else []
    even = [section.even_page_header] if paper.settings.odd_and_even_pages_header_footer else []
    return [section.header, *first, *even]


def _settled(paper: Any) -> bytes:
    """The file, with no trace of when it was packed."""
    packed, again = io.BytesIO(), io.BytesIO()
    paper.save(packed)
    with zipfile.ZipFile(packed) as found, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in found.namelist():
            kept.writestr(zipfile.ZipInfo(name, EPOCH), found.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()
