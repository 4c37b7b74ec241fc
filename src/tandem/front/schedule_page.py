"""What the schedule didn't end by itself, because it was too much at once: whoever may, allows it here."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.front import expiry
from tandem.front.models import HeldBack
from tandem.people.asked import Asked
from tandem.people.models import Person
from tandem.waits import Wait
from tandem.web.pages import page
from tandem.web.paging import number_in


@require_GET
def schedule(request: Asked) -> HttpResponse:
    rows = [(row, expiry.EXPIRIES[row.name].label) for row in _known()]
    return page(request, "front/schedule.html", {"rows": rows, "at": request.at}, block="main")


@require_POST
def allow(request: Asked, pk: int) -> HttpResponse:
    """`seen` is how many rows the page spoke of: others than those aren't allowed by it."""
    typed = number_in(request.POST.get("seen"))
    seen = -1 if typed is None else typed
    expiry.allow(get_object_or_404(HeldBack, pk=pk), seen=seen, by=request.user, at=request.at)
    messages.success(request, _("Allowed: they go at the schedule's next turn."))
    return redirect("settings_schedule")


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """For whoever may allow it. Nobody asks but the program, so `asker` finds nothing. At most one query."""
    if asker or on is None or not expiry.may_allow(on):
        return []
    return [
        Wait(
            key=f"expiry-{row.pk}", kind="decide", title=_("The schedule would end much at once: look at the clock"),
            context=str(expiry.EXPIRIES[row.name].label), on=on, asker=None, since=row.asked_at,
            url=reverse("settings_schedule"),
        )
        for row in expiry.asked()
    ]  # fmt: skip


def _known() -> list[HeldBack]:
    return [row for row in HeldBack.objects.order_by("asked_at", "pk") if row.name in expiry.EXPIRIES]
