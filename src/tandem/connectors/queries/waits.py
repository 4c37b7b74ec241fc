"""Imports that wait on whoever brought them, and those that came to their end."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.connectors.models import ImportBatch, SetAside
from tandem.connectors.queries.batches import MOVING, STANDS_STILL
from tandem.people.models import Access, Person
from tandem.waits import Wait

State = ImportBatch.State
NEWS_FOR = timedelta(days=4)


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Questions to answer, a failure to look at, one that stands still, a result to know, rows that leadership decides on.
    Nobody asks, so `asker` finds nothing: whoever brought such a row must not learn of it. Three queries at most."""
    if asker:
        return []
    recent = Q(made_at__gte=at - NEWS_FOR) | Q(applied_at__gte=at - NEWS_FOR)
    resting = Q(recent, state__in=(State.MAPPING, State.READY, State.FAILED, State.DONE))
    beat = Coalesce("beat_at", "started_at", "made_at")
    still = Q(state__in=MOVING, beat__lt=at - STANDS_STILL)
    found = ImportBatch.objects.alias(beat=beat).filter(resting | still)
    rows = found.filter(by=on) if on else found.filter(by__isnull=False)
    return [*_told(rows.select_related("by").order_by("made_at", "pk")[:50]), *_aside(on)]


def _aside(on: Person | None) -> Iterator[Wait]:
    """Any one of leadership decides, so it stands on each of them."""
    if on and on.access != Access.LEADERSHIP:
        return
    leaders = [on] if on else list(Person.objects.filter(access=Access.LEADERSHIP, is_active=True).order_by("pk"))
    waiting = ImportBatch.objects.filter(aside__state=SetAside.State.OPEN).annotate(number=Count("aside"))
    for batch in waiting.exclude(by=None).select_related("by").order_by("made_at", "pk")[:50]:
        words = ngettext(
            "%(num)s row names a deal that its importer can’t see",
            "%(num)s rows name deals that their importer can’t see",
            batch.number,
        )
        for leader in leaders:
            yield Wait(
                key=f"aside-{batch.pk}-{leader.pk}", kind="decide", title=words % {"num": f"{batch.number:,}"},
                context=_("Import by %(name)s: %(file)s") % {"name": str(batch.by), "file": batch.file_name}, on=leader,
                asker=None, since=batch.applied_at or batch.made_at, url=reverse("import_aside", args=[batch.pk]),
            )  # fmt: skip


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
