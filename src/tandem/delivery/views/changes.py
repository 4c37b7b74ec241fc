"""Change orders: raised by one side, agreed by both and the client."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.delivery.actions import project as verbs
from tandem.delivery.actions.estimate import raise_change
from tandem.delivery.forms.project import ChangeForm, ClientAgreedForm, DeclineForm
from tandem.delivery.frame import answer, found
from tandem.delivery.models import ChangeOrder, Project
from tandem.delivery.queries.projects import changes as listed
from tandem.delivery.queries.projects import roles_for
from tandem.gates import Refused
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked


@require_http_methods(["GET", "POST"])
def changes(request: Asked, pk: int) -> HttpResponse:
    project = found(request, pk)
    form = _blank(project, request.POST or None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        change = raise_change(
            project, words=typed["words"], cause=typed["cause"], price=typed["price"], by_role=form.by_role(),
            by=request.user, at=request.at,
        )  # fmt: skip
        messages.success(request, _("%(order)s waits for both keys and the client.") % {"order": change})
        return redirect("project_changes", pk)
    return _answer(request, project, {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def key(request: Asked, pk: int, number: int) -> HttpResponse:
    change = _change(request, pk, number)
    try:
        verbs.turn_key(change, seen=version_in(request.POST.get("seen")), by=request.user, at=request.at)
    except Refused as refused:
        return _refused(request, pk, refused)
    messages.success(request, _("You agreed to %(order)s.") % {"order": change})
    return redirect("project_changes", pk)


@require_POST
def client(request: Asked, pk: int, number: int) -> HttpResponse:
    change = _change(request, pk, number)
    form = ClientAgreedForm.of(change, request.POST)
    if form.settled(partial(verbs.client_agreed, change, by=request.user, at=request.at)):
        return redirect("project_changes", pk)
    return _answer(request, found(request, pk), {"bad": {number: form}}, status=form.status)


@require_POST
def decline(request: Asked, pk: int, number: int) -> HttpResponse:
    change = _change(request, pk, number)
    form = DeclineForm.of(change, request.POST)
    if form.settled(partial(verbs.decline_change, change, by=request.user, at=request.at)):
        return redirect("project_changes", pk)
    return _answer(request, found(request, pk), {"bad": {number: form}}, status=form.status)


def _refused(request: Asked, pk: int, refused: Refused) -> HttpResponse:
    words = [finding.words for finding in refused.findings]
    return _answer(request, found(request, pk), {"refused_words": words}, status=422)


def _answer(request: Asked, project, context: dict, status: int) -> HttpResponse:
    values = {"changes": listed(project), "bad": {}, "today": request.today, "form": _blank(project), **context}
    return answer(request, project, "changes", values, status=status)


def _blank(project: Project, posted: Any = None) -> ChangeForm:
    return ChangeForm(posted, roles=roles_for(project), initial={"hours": 0})


def _change(request: Asked, pk: int, number: int) -> ChangeOrder:
    change = get_object_or_404(ChangeOrder.objects.select_related("project"), number=number, project=found(request, pk))
    if change.declined_at:
        raise PermissionDenied
    return change
