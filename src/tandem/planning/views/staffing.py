"""Open roles across the firm, and one deal's roles by week; a click holds somebody."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.calc.weeks import months
from tandem.engagements.models import Engagement
from tandem.people.asked import Asked
from tandem.people.models import Person
from tandem.people.queries.firm import day_minutes
from tandem.planning.actions.fill import NotOpen, fill
from tandem.planning.forms.booking import HOLD_DAYS
from tandem.planning.models import Booking
from tandem.planning.queries.bookings import lines
from tandem.planning.queries.firm import settings
from tandem.planning.queries.staffed import Staffed, staffed
from tandem.planning.queries.staffing import open_roles, with_matches
from tandem.planning.views.capacity import month_words
from tandem.planning.views.frame import may_hold
from tandem.web.pages import page
from tandem.web.paging import ROWS, number_in

SHOWN_WEEKS = 26


@require_GET
def staffing(request: Asked) -> HttpResponse:
    found = open_roles(request.user, request.today)
    words = request.GET.get("role", "")
    roles = sorted({(row.role.pk, row.role.name) for row in found}, key=lambda one: one[1])
    shown = [row for row in found if words in ("", str(row.role.pk))]
    start = number_in(request.GET.get("after")) or 0
    context = {
        "rows": with_matches(shown[start : start + ROWS], request.today),
        "next": start + ROWS if len(shown) > start + ROWS else None,
        "total": len(shown),
        "roles": [("", _("All roles")), *roles],
        "role": words,
        "holds": may_hold(request.user),
        "day_minutes": day_minutes(),
    }
    return page(request, "planning/staffing.html", context, block="rows")


@require_POST
def staffing_hold(request: Asked) -> HttpResponse:
    """Hold somebody for an open role, over its weeks, for as much of it as a day of theirs takes."""
    who = get_object_or_404(Person.objects.visible_to(request.user), pk=_number(request, "person"), is_active=True)
    deal = get_object_or_404(Engagement.objects.visible_to(request.user), pk=_number(request, "work"))
    until = request.today + timedelta(days=HOLD_DAYS)
    try:
        fill(deal, _number(request, "role"), who, until=until, by=request.user, at=request.at, today=request.today)
    except NotOpen:
        raise Http404("That role isn't open any more.") from None
    messages.success(
        request,
        _("%(name)s is held for %(deal)s until %(day)s.")
        % {"name": who.name, "deal": deal.name, "day": f"{until:%d/%m/%Y}"},
    )
    return redirect("deal_capacity", deal.pk) if request.POST.get("from") == "deal" else redirect("staffing")


@require_GET
def deal_capacity(request: Asked, pk: int) -> HttpResponse:
    deal = get_object_or_404(
        Engagement.objects.visible_to(request.user).select_related(
            "account", "tier__offering", "seller", "lead", "fit__profile"
        ),
        pk=pk,
    )
    found = staffed(deal, request.today)
    context = {
        "deal": deal,
        "tab": "capacity",
        "grid": _grid(found, settings().week_minutes),
        "months": [(month_words(s.month, s.weeks), s.weeks) for s in months(found.axis.mondays()[:SHOWN_WEEKS])],
        "mondays": found.axis.mondays()[:SHOWN_WEEKS],
        "is_short": bool((found.short >= 1).any()),
        "lines": lines(request.user, Booking.objects.filter(engagement=deal, ends_on__gte=request.today)),
        "roles": with_matches(open_roles(request.user, request.today, deal=deal.pk), request.today),
        "holds": may_hold(request.user),
        "day_minutes": day_minutes(),
    }
    return page(request, "planning/deal_capacity.html", context, block="section")


def _grid(found: Staffed, week_minutes: int) -> list[dict[str, Any]]:
    """Each role's people needed, booked and free in each week."""
    return [
        {
            "role": role.name,
            "cells": [
                {
                    "needed": found.needed[row, week] / week_minutes,
                    "booked": found.booked[row, week] / week_minutes,
                    "free": found.free[row, week] / week_minutes,
                    "short": found.short[row, week] / week_minutes,
                }
                for week in range(min(found.axis.count, SHOWN_WEEKS))
            ],
        }
        for row, role in enumerate(found.roles)
    ]


def _number(request: Asked, name: str) -> int:
    words = request.POST.get(name, "")
    return int(words) if words.isdecimal() and len(words) < 10 else 0
