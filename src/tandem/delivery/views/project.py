"""Projects as a list; one project: overview, milestones, promises, status, its end."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.delivery.actions import project as verbs
from tandem.delivery.forms.project import MilestoneForm, SettleForm, StatusForm
from tandem.delivery.frame import answer, found, frame
from tandem.delivery.models import Milestone, Project
from tandem.delivery.queries import projects as questions
from tandem.engagements.models import Promise
from tandem.engagements.queries.measure import told
from tandem.engagements.queries.outcome import rows as outcome_rows
from tandem.gates import Refused
from tandem.ledger.forms import SeenForm, version_in
from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.web.pages import page
from tandem.web.paging import ROWS, count, number_in
from tandem.web.words import day


@require_GET
def projects(request: Asked) -> HttpResponse:
    context = keep(request, "projects", partial(_projects, request), request.GET.urlencode())
    return page(request, "delivery/projects.html", context, block="rows")


def _projects(request: Asked) -> dict[str, Any]:
    asked = request.GET
    show = asked["show"] if asked.get("show") in ("running", "done", "all") else "running"
    mine = bool(asked.get("mine"))
    listed = questions.listed(request.user, show=show, mine=mine, text=asked.get("q", "").strip())
    after = number_in(asked.get("after"))
    rows = questions.rows(request.user, listed, request.today, after)
    return {
        "rows": rows[:ROWS],
        "next": rows[ROWS - 1].project.pk if len(rows) > ROWS else None,
        "total": count(listed),
        "show": show,
        "mine": mine,
        "q": asked.get("q", ""),
    }


@require_GET
def overview(request: Asked, pk: int) -> HttpResponse:
    project = found(request, pk)
    return answer(request, project, "project", keep(request, "project", partial(_overview, project, pk), pk))


def _overview(project: Project, pk: int) -> dict[str, Any]:
    outcomes = outcome_rows(project.engagement, measured=True)
    return {
        "milestones": questions.milestones(project),
        "outcomes": outcomes,
        "told": told(outcomes),
        "promises": list(Promise.objects.filter(engagement_id=pk).select_related("said_by").order_by("pk")),
        "changes": questions.changes(project),
        "out": questions.not_in_scope(project),
    }


@require_http_methods(["GET", "POST"])
def milestones(request: Asked, pk: int) -> HttpResponse:
    project = found(request, pk)
    form = MilestoneForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        verbs.add_milestone(project, typed["name"], typed["due_on"], by=request.user, at=request.at)
        messages.success(request, _("Added “%(name)s”.") % {"name": typed["name"]})
        return redirect("project_milestones", pk)
    context = {"form": form, "milestones": questions.milestones(project)}
    return answer(request, project, "milestones", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def milestone(request: Asked, pk: int, milestone: int) -> HttpResponse:
    project = found(request, pk)
    row = get_object_or_404(Milestone, pk=milestone, project=project)
    form = MilestoneForm.of(row, request.POST if request.method == "POST" else None)
    if form.settled(partial(verbs.change_milestone, row, by=request.user, at=request.at)):
        messages.success(request, _("Changed “%(name)s”.") % {"name": row.name})
        _warn_if_late(request, row, row.promises.all())
        return redirect("project_milestones", pk)
    context = {**frame(request, project, "milestones"), "form": form, "milestone": row}
    return page(request, "delivery/milestone.html", context, block="main", status=form.status)


@require_POST
def milestone_done(request: Asked, pk: int, milestone: int) -> HttpResponse:
    row = get_object_or_404(Milestone, pk=milestone, project=found(request, pk))
    day = None if row.done_on else request.today
    seen = version_in(request.POST.get("seen"))
    verbs.finish_milestone(row, day, seen=seen, by=request.user, at=request.at)
    messages.success(request, _("“%(name)s” is reached.") % {"name": row.name} if day else _("Reopened."))
    return redirect("project_milestones", pk)


@require_http_methods(["GET", "POST"])
def promises(request: Asked, pk: int) -> HttpResponse:
    """Each promise with the milestones that keep it and what became of it."""
    project = found(request, pk)
    bad: dict[int, SeenForm] = {}
    if request.method == "POST":
        promise = get_object_or_404(Promise, pk=_number(request, "promise"), engagement_id=pk)
        if "cover" in request.POST:
            kept_by = get_object_or_404(Milestone, pk=_number(request, "cover"), project=project)
            verbs.cover_promises(kept_by, [*kept_by.promises.all(), promise], by=request.user, at=request.at)
            _warn_if_late(request, kept_by, [promise])
            return redirect("project_promises", pk)
        form = SettleForm.of(promise, request.POST)
        if form.settled(partial(verbs.settle_promise, promise, by=request.user, at=request.at)):
            return redirect("project_promises", pk)
        bad[promise.pk] = form
    rows = list(Promise.objects.filter(engagement_id=pk).select_related("said_by").order_by("pk"))
    context = {
        "rows": [(p, bad.get(p.pk) or SettleForm.of(p)) for p in rows],
        "milestones": questions.milestones(project),
        "bad": bad,
    }
    return answer(request, project, "promises", context, status=next((form.status for form in bad.values()), 200))


@require_http_methods(["GET", "POST"])
def status(request: Asked, pk: int) -> HttpResponse:
    project = found(request, pk)
    form = StatusForm(request.POST or None)
    if form.is_bound and form.is_valid():
        verbs.tell_status(project, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, _("Sales and delivery both see it now."))
        return redirect("project_status", pk)
    context = {"form": form, "statuses": questions.statuses(project)}
    return answer(request, project, "status", context, status=422 if form.is_bound else 200)


@require_POST
def close(request: Asked, pk: int) -> HttpResponse:
    project = found(request, pk)
    try:
        verbs.close(project, by=request.user, at=request.at)
    except Refused as refused:
        context = {"refused": refused.findings, "milestones": questions.milestones(project), "form": MilestoneForm()}
        return answer(request, project, "milestones", context, status=422)
    messages.success(request, _("Delivered. The debrief is next: thirty minutes, both sides."))
    return redirect("project", pk)


def _number(request: Asked, name: str) -> int:
    """The number of a row that a form names; 0, which is nobody's, for anything else."""
    return number_in(request.POST.get(name)) or 0


def _warn_if_late(request: Asked, row: Milestone, promises: Iterable[Promise]) -> None:
    """A milestone may keep what was promised for an earlier day; nobody shall do so without knowing."""
    for promise in promises:
        if promise.due_on and promise.due_on < row.due_on:
            words = {"quote": promise.quote, "due": day(promise.due_on), "name": row.name, "on": day(row.due_on)}
            told = _("“%(quote)s” was promised by %(due)s; “%(name)s” on %(on)s keeps it too late.") % words
            messages.warning(request, told)
