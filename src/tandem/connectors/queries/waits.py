"""Imports that wait on whoever brought them, and those that came to their end."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.connectors.models import ImportBatch
from tandem.connectors.queries.batches import MOVING, STANDS_STILL
from tandem.people.models import Person
from tandem.waits import Wait

State = ImportBatch.State
NEWS_FOR = timedelta(days=4)


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Questions to answer, a failure to look at, one that stands still, a result to know. Nobody asks, so `asker` finds
    nothing. One query."""
    if asker:
        return []
    recent = Q(made_at__gte=at - NEWS_FOR) | Q(applied_at__gte=at - NEWS_FOR)
    resting = Q(recent, state__in=(State.MAPPING, State.READY, State.FAILED, State.DONE))
    beat = Coalesce("beat_at", "started_at", "made_at")
    still = Q(state__in=MOVING, beat__lt=at - STANDS_STILL)
    found = ImportBatch.objects.alias(beat=beat).filter(resting | still)
    rows = found.filter(by=on) if on else found.filter(by__isnull=False)
    return list(_told(rows.select_related("by").order_by("made_at", "pk")[:50]))


def _told(rows) -> Iterator[Wait]:
    for batch in rows:
        done = batch.state == State.DONE
        yield Wait(
            key=f"batch-{batch.pk}", kind="know" if done else "do", title=_title(batch), context=batch.file_name,
            on=batch.by, asker=None, since=batch.applied_at or batch.made_at,
            url=reverse("import_run", args=[batch.pk]),
        )  # fmt: skip


def _title(batch: ImportBatch) -> str:
    if batch.state == State.MAPPING:
        return _("Answer what your file leaves open")
    if batch.state == State.READY:
        return _("Bring in the deals of your file, or leave them")
    if batch.state == State.FAILED:
        return _("Your import stopped")
    if batch.state in MOVING:
        return _("Your import stands still")
    return ngettext("%(num)s new deal is in", "%(num)s new deals are in", batch.created) % {"num": f"{batch.created:,}"}
