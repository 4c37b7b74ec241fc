"""The template that is there before a firm brings its own: made here, so that it always names what there is."""

import io
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

TITLES = {"sow": "Statement of work", "proposal": "Proposal"}


@lru_cache(maxsize=4)
def builtin(kind: str) -> bytes:
    """A plain DOCX with every tag; the same bytes' content for a proposal but for its order of words."""
    from docx import Document
    from docx.shared import Pt

    paper = Document()
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(10.5)
    about = paper.core_properties
    about.author = about.last_modified_by = about.comments = ""
    about.title = TITLES[kind]
    paper.add_paragraph("{{ heading }}{% if client %} · {{ client }}{% endif %} · {{ version }} · {{ on }}")
    paper.add_heading("{{ title }}", 0)
    paper.add_paragraph("{{ paragraph }}")
    _outcomes(paper)
    for title, name in (
        (_("In scope"), "included"), (_("Not in scope"), "excluded"), (_("What we take as given"), "assumptions"),
    ):  # fmt: skip
        _points(paper, title, name)
    _dated(paper, _("What we need from you"), "duties", ("words", "due"))
    _dated(paper, _("Milestones"), "milestones", ("name", "on"))
    _points(paper, _("How it’s accepted"), "acceptance")
    _points(paper, _("How it’s changed"), "changes")
    paper.add_heading(_("Price"), 2)
    paper.add_paragraph(
        "{{ price }}, "
        + _("fixed for the scope above.")
        + "{% if discount %} "
        + _("A discount is in it:")
        + " {{ discount }}.{% endif %}{% if valid_until %} "
        + _("Valid until")
        + " {{ valid_until }}.{% endif %}"
    )
    _signatures(paper)
    packed = io.BytesIO()
    paper.save(packed)
    return packed.getvalue()


def _points(paper: Any, title: str, name: str) -> None:
    paper.add_heading(title, 2)
    paper.add_paragraph("{%p for words in " + name + " %}")
    paper.add_paragraph("{{ words }}", style="List Bullet")
    paper.add_paragraph("{%p endfor %}")


def _outcomes(paper: Any) -> None:
    paper.add_heading(_("What “done” means"), 2)
    says = (
        "{{ row.proof or row.measured_how }}{% if row.not_meant %} "
        + _("Not meant:")
        + " {{ row.not_meant }}{% endif %}"
    )
    _table(
        paper,
        "outcomes",
        (_("Outcome"), _("How we will both know"), _("By")),
        ("{{ row.title }}", says, "{{ row.by }}"),
    )


def _dated(paper: Any, title: str, name: str, fields: tuple[str, str]) -> None:
    paper.add_heading(title, 2)
    _table(paper, name, (), tuple("{{ row." + field + " }}" for field in fields))


def _table(paper: Any, name: str, heads: tuple[str, ...], cells: tuple[str, ...]) -> None:
    """One row for each of a list: the tags that repeat it stand in rows of their own, which go."""
    table = paper.add_table(rows=0, cols=len(cells), style="Light List" if heads else "Table Grid")
    for row in ((heads,) if heads else ()) + (("{%tr for row in " + name + " %}",), cells, ("{%tr endfor %}",)):
        for cell, words in zip(table.add_row().cells, row, strict=False):
            cell.text = words


def _signatures(paper: Any) -> None:
    paper.add_heading(_("Signatures"), 2)
    paper.add_paragraph(_("For") + " {{ firm }}")
    _table(paper, "keys", (), ("{{ row.side }}", "{{ row.name }}", "{{ row.on }}"))
    paper.add_paragraph(_("Signature") + ", " + _("Date") + ": ______________________________")
    paper.add_paragraph(_("For") + " {{ client }}: {{ contact }}")
    paper.add_paragraph(_("Signature") + ", " + _("Date") + ": ______________________________")
