"""Put content into a tier's rows, keeping the rows that say the same: somebody may have them open."""

from collections.abc import Sequence

from django.db import models

from tandem.catalogue.content import DELIVERABLE, LINES, MILESTONE, Content, Line
from tandem.catalogue.models import Tier, TierEstimate
from tandem.catalogue.queries.content import models_of
from tandem.people.models import Role


def write(tier: Tier, content: Content) -> None:
    """The tier's rows say what `content` does, in its order. Roles are known by name; one that isn't there is left
    out. In the caller's transaction."""
    Tier.objects.filter(pk=tier.pk).update(fee=content.fee, weeks=content.weeks, promise=content.promise)
    tier.fee, tier.weeks, tier.promise = content.fee, content.weeks, content.promise
    for part in LINES:
        _write_lines(tier, part, content.of(part))
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
    model = models_of(part)
    found = model._default_manager.filter(tier=tier)
    return found if part in (DELIVERABLE, MILESTONE) else found.filter(kind=part)


def _write_lines(tier: Tier, part: str, lines: Sequence[Line]) -> None:
    model, rows = models_of(part), list(rows_of(tier, part).order_by("pk"))
    name = "name" if part == MILESTONE else "words"
    for position, line in enumerate(lines):
        values = fields_of(part, line) | ({} if part == MILESTONE else {"position": position})
        row = next((row for row in rows if getattr(row, name) == line.words), None)
        if row is None:
            model._default_manager.create(tier=tier, **values)
        else:
            rows.remove(row)
            model._default_manager.filter(pk=row.pk).update(**values)
    model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()


def _write_hours(tier: Tier, hours: dict[str, int]) -> None:
    roles = dict(Role.objects.filter(name__in=list(hours)).values_list("name", "pk"))
    wanted = {roles[name]: minutes for name, minutes in hours.items() if name in roles and minutes}
    TierEstimate.objects.filter(tier=tier).exclude(role__in=list(wanted)).delete()
    for role, minutes in wanted.items():
        TierEstimate.objects.update_or_create(tier=tier, role_id=role, defaults={"minutes": minutes})
