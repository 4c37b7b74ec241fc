"""docs/protection.md says what the code does: its tables are written from the code (WRITE_DOCS=1) and compared."""

import os
import re
from collections import defaultdict
from pathlib import Path

from tandem.engagements.models.named import ways
from tandem.front.permissions import whole
from tandem.people.models import Access
from tandem.people.permissions import ADMIN, ANYBODY, EVERYONE
from tandem.people.rights import CLASSES, SEES, Sight

DOC = Path(__file__).parents[2] / "docs" / "protection.md"
ROLES = {
    "leadership": "Leadership", "sales": "Sales", "delivery": "Delivery", "resource": "Resource", "finance": "Finance",
    "consultant": "Consultant",
}  # fmt: skip


def classes() -> str:
    """Class of field x role, and which fields are of it."""
    lines = [f"| class | {' | '.join(ROLES.values())} | fields |", f"|---|{'---|' * (len(ROLES) + 1)}"]
    for sight in Sight:
        marks = ["✓" if sight in SEES[role] else "" for role in ROLES]
        fields = ", ".join(f"`{label}`" for label, of in sorted(CLASSES.items()) if of == sight)
        lines.append(f"| {sight} | {' | '.join(marks)} | {fields or 'whatever has no other class'} |")
    return "\n".join(lines)


def addresses() -> str:
    """Who may open and who may send, with the addresses for which that holds."""
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, methods in whole().items():
        rows[_who(methods.get("GET")), _who(methods.get("POST"))].append(f"`{name}`")
    lines = ["| may open | may send | addresses by name |", "|---|---|---|"]
    return "\n".join(
        lines + [f"| {get} | {post} | {', '.join(sorted(names))} |" for (get, post), names in sorted(rows.items())]
    )


def _who(allowed) -> str:
    if allowed is None:
        return "–"
    if allowed == ANYBODY:
        return "anybody, signed in or not"
    if allowed == EVERYONE:
        return "everybody"
    named = [words for role, words in ROLES.items() if role in allowed]
    return ", ".join(named + (["whoever runs the software"] if ADMIN in allowed else [])) or "nobody"


def named() -> str:
    """Which fields name somebody on a deal."""
    rows: dict[str, list[str]] = defaultdict(list)
    for model, field, _ in ways():
        rows[str(model._meta.verbose_name)].append(str(model._meta.get_field(field).verbose_name))
    lines = ["| of a deal's | who stands as |", "|---|---|"]
    return "\n".join(lines + [f"| {model} | {', '.join(fields)} |" for model, fields in rows.items()])


TABLES = {"classes": classes, "addresses": addresses, "named": named}


def test_the_roles_are_all_there():
    assert list(ROLES) == list(Access.values)


def test_the_tables_of_the_document_are_those_of_the_code():
    text = DOC.read_text()
    written = text
    for name, table in TABLES.items():
        part = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
        assert part.search(text), name
        written = part.sub("\\1" + table().replace("\\", "\\\\") + "\\2", written)
    if os.environ.get("WRITE_DOCS"):
        DOC.write_text(written)
    assert DOC.read_text() == written, "Write them anew: WRITE_DOCS=1 pytest tests/protection/test_doc.py"
