"""Put content into a tier's rows, keeping the rows that say the same: somebody may have them open."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from tandem.catalogue.content import DELIVERABLE, LINES, MILESTONE, Content, Line
from tandem.catalogue.models import Tier, TierEstimate
from tandem.catalogue.queries.content import models_of
from tandem.people.models import Role

Keyed = Mapping[str, Sequence[tuple[str, Line]]]


def write(tier: Tier, content: Content, keyed: Keyed | None = None) -> None:
    """The tier's rows say what `content` does, in its order. Roles are known by name; one that isn't there is left
    out. `keyed` are the same lines with the keys of the rows that they're of (queries.cells), where that is known; else a
    row is known by its words. In the caller's transaction."""
    Tier.objects.filter(pk=tier.pk).update(fee=content.fee, weeks=content.weeks, promise=content.promise)
    tier.fee, tier.weeks, tier.promise = content.fee, content.weeks, content.promise
    for part in LINES:
        lines = keyed[part] if keyed is not None else [("", line) for line in content.of(part)]
        _write_lines(tier, part, lines)
    _write_hours(tier, content.hours)


def fields_of(part: str, line: Line) -> dict:
    """A line as its row's columns."""
    if part == DELIVERABLE:
        return {"words": line.words}
    if part == MILESTONE:
        return {"name": line.words, "at_share": line.share}
    return {
        "kind": part, "words": line.words, "minutes": line.minutes, "probability": line.share,
        "mitigation": line.plan,
    }  # fmt: skip


def rows_of(tier: Tier, part: str) -> models.QuerySet:
    """The part's rows of this tier."""
    found: models.QuerySet = models_of(part)._default_manager.filter(tier=tier)
    return found if part in (DELIVERABLE, MILESTONE) else found.filter(kind=part)


def _write_lines(tier: Tier, part: str, lines: Sequence[tuple[str, Line]]) -> None:
    model, rows = models_of(part), {row.pk: row for row in rows_of(tier, part).order_by("pk")}
    left = dict(rows)
    owned = [_row(key, left) for key, _line in lines]
    for position, ((_key, line), row) in enumerate(zip(lines, owned, strict=True)):
        values = fields_of(part, line) | ({} if part == MILESTONE else {"position": position})
        row = row or _alike(part, line, left)
        if row is None:
            model._default_manager.create(tier=tier, **values)
        elif any(getattr(row, name) != value for name, value in values.items()):
            model._default_manager.filter(pk=row.pk).update(**values)
    model._default_manager.filter(pk__in=list(left)).delete()


def _row(key: str, left: dict[int, Any]) -> Any:
    """The row that the key names; it isn't left for another line then."""
    return left.pop(int(key[1:]), None) if key else None


def _alike(part: str, line: Line, left: dict[int, Any]) -> Any:
    """A row that nobody's key names and that says the same."""
    name = "name" if part == MILESTONE else "words"
    found = next((pk for pk, row in left.items() if getattr(row, name) == line.words), None)
    return left.pop(found) if found is not None else None


def _write_hours(tier: Tier, hours: dict[str, int]) -> None:
    roles = dict(Role.objects.filter(name__in=list(hours)).values_list("name", "pk"))
    wanted = {roles[name]: minutes for name, minutes in hours.items() if name in roles and minutes}
    TierEstimate.objects.filter(tier=tier).exclude(role__in=list(wanted)).delete()
    for role, minutes in wanted.items():
        TierEstimate.objects.update_or_create(tier=tier, role_id=role, defaults={"minutes": minutes})
