"""Hours: a person's own week, and a project's hours and margin."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.delivery.actions import project as verbs
from tandem.delivery.actions.hours import TooLong, log_week
from tandem.delivery.forms.hours import WeekForm
from tandem.delivery.forms.project import RestForm
from tandem.delivery.frame import answer, found
from tandem.delivery.queries import hours as questions
from tandem.delivery.queries.projects import hours_by_person
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
    form = RestForm(request.POST or None, initial=_rest(project), sees_cost=sees_cost)
    theirs = None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            verbs.estimate_rest(
                project, left_minutes=round(typed["left_hours"] * 60), left_cost=typed.get("left_cost"),
                seen=typed["seen"], by=request.user, at=request.at,
            )  # fmt: skip
            messages.success(request, _("The forecast counts with it from now on."))
            return redirect("project_hours", pk)
        except Stale as stale:
            theirs = stale.current
    context = {
        "form": form,
        "theirs": theirs,
        "workers": hours_by_person(project),
        "months": list(project.months.order_by("month")),
        "may_estimate": sees(request.user, Sight.MARGIN) and request.user.access in ("delivery", "leadership"),
    }
    return answer(request, project, "hours", context, status=409 if theirs else 422 if form.is_bound else 200)


def _rest(project) -> dict:
    hours = round(project.left_minutes / 60, 2) if project.left_minutes is not None else None
    return {"left_hours": hours, "left_cost": project.left_cost, "seen": project.version}


def _day(words: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return otherwise
