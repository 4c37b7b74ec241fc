"""Who speaks for whom at boards: named, seen, ended."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.ledger.actions import Stale
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.people.models import Person
from tandem.review.actions import delegation as verbs
from tandem.review.forms.delegation import DelegationForm
from tandem.review.models import Delegation
from tandem.review.queries.delegations import delegations, may_delegate
from tandem.review.views.deal import see_other
from tandem.web.pages import page


@require_http_methods(["GET", "POST"])
def delegation(request: Asked) -> HttpResponse:
    """Lists whose word is whose; POST names somebody."""
    form = DelegationForm(request.POST or None, me=request.user, initial=_start(request))
    if request.method == "GET":
        return _page(request, form)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name not in ("seen", "person")}
        person: Person = form.cleaned_data.get("person") or request.user
        try:
            row = verbs.delegate(person, **given, by=request.user, at=request.at)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("%(to)s speaks for %(name)s.") % {"to": row.to, "name": row.person})
            return see_other("settings_delegation")
    return _page(request, form, status=422)


@require_POST
def end(request: Asked, pk: int) -> HttpResponse:
    """It's over from now on."""
    row = get_object_or_404(Delegation.objects.visible_to(request.user).select_related("person", "to"), pk=pk)
    form = DelegationForm(me=request.user, initial=_start(request))
    try:
        verbs.end(row, by=request.user, at=request.at, seen=version_in(request.POST.get("seen")))
    except ValidationError as problem:
        return _page(request, form, refused=problem.messages, status=422)
    except Stale:
        return _page(request, form, refused=[_("Somebody ended it a moment ago.")], status=409)
    messages.success(request, _("%(name)s speaks for themselves again.") % {"name": row.person})
    return see_other("settings_delegation")


def _start(request: Asked) -> dict[str, object]:
    return {"from_on": request.today, "person": request.user.pk}


def _page(request: Asked, form: DelegationForm, refused: list[str] | None = None, status: int = 200) -> HttpResponse:
    context = {
        "form": form, "refused_words": refused or [], "rows": delegations(request.user, request.today),
        "may": may_delegate(request.user),
    }  # fmt: skip
    return page(request, "review/delegation.html", context, block="main", status=status)
