"""Hours: a person's own week, and a project's hours and margin."""

from datetime import date, timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.delivery.actions.estimate import estimate_rest
from tandem.delivery.actions.hours import TooLong, log_week
from tandem.delivery.forms.hours import WeekForm
from tandem.delivery.forms.project import RestForm
from tandem.delivery.frame import answer, found
from tandem.delivery.models import Project
from tandem.delivery.queries import hours as questions
from tandem.delivery.queries.margin import money_of
from tandem.delivery.queries.projects import hours_by_person, roles_for
from tandem.ledger.actions import Stale
from tandem.people.asked import Asked
from tandem.people.rights import Sight, sees
from tandem.web.pages import page


@require_http_methods(["GET", "POST"])
def me_week(request: Asked) -> HttpResponse:
    """My week: what I'm booked on, what I worked."""
    monday = questions.week_of(_day(request.GET.get("week", ""), request.today))
    form = WeekForm(monday, questions.week(request.user, monday))
    clash = False
    if request.method == "POST" and form.read(request.POST.dict()):
        try:
            changed = log_week(
                request.user,
                monday,
                form.wanted,
                form.seen,
                by=request.user,
                at=request.at,
            )
            messages.success(request, _("Saved.") if changed else _("Nothing had changed."))
            return redirect(f"{reverse('me_week')}?week={monday}")
        except TooLong as long:
            form.problems[f"day-{long.day}"] = _("More than 24 hours on %(day)s.") % {"day": f"{long.day:%A}"}
        except Stale:
            clash = True
    status = 409 if clash else 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "monday": monday,
        "clash": clash,
        "before": monday - timedelta(7),
        "after": monday + timedelta(7),
    }
    return page(request, "delivery/week.html", context, block="main", status=status)


@require_http_methods(["GET", "POST"])
def project_hours(request: Asked, pk: int) -> HttpResponse:
    """Hours by person and month; sold and now. POST is delivery's estimate of the rest."""
    project = found(request, pk)
    sees_cost = sees(request.user, Sight.COST)
    posted = request.POST if request.method == "POST" else None
    rest = money_of([project])[project.pk].rest
    form = cast(RestForm, RestForm.of(project, posted, sees_cost=sees_cost, roles=roles_for(project), rest=rest))

    def estimate(*, seen: int, **typed: Any) -> Project:
        return estimate_rest(project, seen=seen, by=request.user, at=request.at, **form.estimate())

    if form.settled(estimate):
        messages.success(request, _("The forecast counts with it from now on."))
        return redirect("project_hours", pk)
    context = {
        "form": form,
        "workers": hours_by_person(project),
        "months": list(project.months.order_by("month")),
        "may_estimate": sees(request.user, Sight.MARGIN) and request.user.access in ("delivery", "leadership"),
    }
    return answer(request, project, "hours", context, status=form.status)


def _day(words: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return otherwise
