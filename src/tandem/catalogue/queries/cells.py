"""A draft as cells: what a form shows field by field, each with a digest, so that two people may type at once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tandem.catalogue.content import DELIVERABLE, LINES, MILESTONE, NO_LINE, Content, Line
from tandem.catalogue.models import Tier
from tandem.catalogue.queries.content import by_time, clause_line, in_order, milestone_line

PENNY = Decimal("0.01")


@dataclass(frozen=True)
class Cell:
    """`part` names where it stands: a part of the lines, "role", or "fee", "weeks", "promise". A line without words is
    one that was taken out. `name` is a role's."""

    part: str
    line: Line = NO_LINE
    name: str = ""

    @property
    def is_empty(self) -> bool:
        return self.part in LINES and not self.line.words


def cells_of(tier: Tier) -> dict[str, Cell]:
    """Every row of the tier by key, in the order of the page. No query where the tier came `with_parts`."""
    cells = {
        "fee": Cell("fee", Line(str(tier.fee.quantize(PENNY)))),
        "weeks": Cell("weeks", Line(str(tier.weeks))),
        "promise": Cell("promise", Line(tier.promise)),
    }
    cells |= {f"d{row.pk}": Cell(DELIVERABLE, Line(row.words)) for row in in_order(tier.deliverables.all())}
    cells |= {f"c{row.pk}": Cell(row.kind, clause_line(row)) for row in in_order(tier.clauses.all())}
    cells |= {f"m{row.pk}": Cell(MILESTONE, milestone_line(row)) for row in by_time(tier.milestones.all())}
    rows = sorted(tier.estimate.all(), key=lambda row: (row.role.position, row.role.name))
    return cells | {f"r{row.role_id}": role_cell(row.role.name, row.minutes) for row in rows}


def role_cell(name: str, minutes: int) -> Cell:
    return Cell("role", Line("", minutes), name)


def digest(cell: Cell | None) -> str:
    """Short, the same for the same words and figures; of nothing as of an empty line."""
    if cell is None or cell.is_empty or (cell.part == "role" and not cell.line.minutes):
        return "0"
    said = "\x1f".join((cell.part, cell.line.words, str(cell.line.minutes), str(cell.line.share), cell.line.plan))
    return hashlib.sha256(said.encode()).hexdigest()[:10]


def lines_in_order(
    cells: Mapping[str, Cell], fresh: Iterable[Cell] = (), up: str = ""
) -> dict[str, list[tuple[str, Line]]]:
    """(key, line) of each part: the line `up` one place higher, further lines, without a key, at the end."""
    lines: dict[str, list[tuple[str, Line]]] = {part: [] for part in LINES}
    for key, cell in cells.items():
        if cell.part not in LINES or cell.is_empty:
            continue
        own = lines[cell.part]
        own.insert(len(own) - 1 if key == up and own else len(own), (key, cell.line))
    for cell in fresh:
        if not cell.is_empty:
            lines[cell.part].append(("", cell.line))
    return lines


def content_from(cells: Mapping[str, Cell], fresh: Iterable[Cell] = (), up: str = "") -> Content:
    """The content that these cells make."""
    lines = lines_in_order(cells, fresh, up)
    return Content(
        fee=Decimal(cells["fee"].line.words),
        weeks=int(cells["weeks"].line.words),
        promise=cells["promise"].line.words,
        lines={part: tuple(line for _key, line in found) for part, found in lines.items()},
        hours={cell.name: cell.line.minutes for cell in cells.values() if cell.part == "role" and cell.line.minutes},
    )
