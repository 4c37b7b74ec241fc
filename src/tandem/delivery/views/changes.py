"""Change orders: raised by one side, agreed by both and the client."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.delivery.actions import project as verbs
from tandem.delivery.forms.project import ChangeForm, ClientAgreedForm, DeclineForm
from tandem.delivery.frame import answer, found
from tandem.delivery.models import ChangeOrder
from tandem.delivery.queries.projects import changes as listed
from tandem.gates import Refused
from tandem.people.asked import Asked


@require_http_methods(["GET", "POST"])
def changes(request: Asked, pk: int) -> HttpResponse:
    project = found(request, pk)
    form = ChangeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        change = verbs.raise_change(
            project, words=typed["words"], cause=typed["cause"], price=typed["price"],
            minutes=round(typed["hours"] * 60), by=request.user, at=request.at,
        )  # fmt: skip
        messages.success(request, _("%(order)s waits for both keys and the client.") % {"order": change})
        return redirect("project_changes", pk)
    return _answer(request, project, {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def key(request: Asked, pk: int, number: int) -> HttpResponse:
    change = _change(request, pk, number)
    try:
        verbs.turn_key(change, seen=_seen(request, change), by=request.user, at=request.at)
    except Refused as refused:
        return _refused(request, pk, refused)
    messages.success(request, _("You agreed to %(order)s.") % {"order": change})
    return redirect("project_changes", pk)


@require_POST
def client(request: Asked, pk: int, number: int) -> HttpResponse:
    change = _change(request, pk, number)
    form = ClientAgreedForm(request.POST)
    if not form.is_valid():
        return _answer(request, found(request, pk), {"form": ChangeForm(), "bad": {number: form}}, status=422)
    try:
        verbs.client_agreed(change, **form.cleaned_data, by=request.user, at=request.at)
    except Refused as refused:
        return _refused(request, pk, refused, {number: form})
    return redirect("project_changes", pk)


@require_POST
def decline(request: Asked, pk: int, number: int) -> HttpResponse:
    change = _change(request, pk, number)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _answer(request, found(request, pk), {"form": ChangeForm(), "bad": {number: form}}, status=422)
    try:
        verbs.decline_change(change, **form.cleaned_data, by=request.user, at=request.at)
    except Refused as refused:
        return _refused(request, pk, refused, {number: form})
    return redirect("project_changes", pk)


def _refused(request: Asked, pk: int, refused: Refused, bad: dict | None = None) -> HttpResponse:
    words = [finding.words for finding in refused.findings]
    for form in (bad or {}).values():
        form.add_error(None, words)
    context = {"form": ChangeForm(), "bad": bad or {}, "refused_words": words}
    return _answer(request, found(request, pk), context, status=422)


def _answer(request: Asked, project, context: dict, status: int) -> HttpResponse:
    values = {"changes": listed(project), "bad": {}, "today": request.today, **context}
    return answer(request, project, "changes", values, status=status)


def _change(request: Asked, pk: int, number: int) -> ChangeOrder:
    change = get_object_or_404(ChangeOrder.objects.select_related("project"), number=number, project=found(request, pk))
    if change.declined_at:
        raise PermissionDenied
    return change


def _seen(request: Asked, change: ChangeOrder) -> int:
    words = request.POST.get("seen", "")
    return int(words) if words.isdecimal() else change.version
