"""The review policy: what holds, what would change, what held before. Leadership drafts and publishes."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.ledger.actions import Stale
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.people.models import Access
from tandem.people.queries.firm import currency
from tandem.review.actions import policy as verbs
from tandem.review.forms.policy import PolicyForm, PublishForm, rows_in
from tandem.review.models import Policy
from tandem.review.queries.effect import effect
from tandem.review.queries.policies import drafted, policies
from tandem.review.views.deal import see_other
from tandem.web.pages import page


@require_http_methods(["GET", "POST"])
def policy(request: Asked) -> HttpResponse:
    """GET shows the policies; POST saves the draft (its values and all of its rows)."""
    if request.method == "GET":
        return _page(request)
    draft = _draft()
    form = PolicyForm.of(draft, request.POST, rows=rows_in(draft))
    assert isinstance(form, PolicyForm)
    if form.settled(lambda seen, **typed: _change(draft, form, request, seen)):
        messages.success(request, _("The draft is saved. Nothing holds before it’s published."))
        return see_other("settings_policy")
    return _page(request, form=form, status=form.status)


@require_POST
def begin(request: Asked) -> HttpResponse:
    """A draft that says what the policy says now."""
    try:
        verbs.draft(by=request.user, at=request.at)
    except Stale:
        messages.warning(request, _("There is a draft already: it’s this one."))
    return see_other("settings_policy")


@require_POST
def publish(request: Asked) -> HttpResponse:
    """The draft becomes the policy (field why)."""
    draft = _draft()
    form = PublishForm.of(draft, request.POST)
    assert isinstance(form, PublishForm)
    if form.settled(partial(verbs.publish, draft, by=request.user, at=request.at)):
        messages.success(request, _("Published. It holds for every scope that is frozen from now on."))
        return see_other("settings_policy")
    return _page(request, publish=form, status=form.status)


@require_POST
def discard(request: Asked) -> HttpResponse:
    try:
        verbs.discard(_draft(), by=request.user, at=request.at, seen=version_in(request.POST.get("seen")))
    except Stale:
        messages.warning(request, _("Somebody changed the draft meanwhile; read it before you throw it away."))
        return _page(request, status=409)
    messages.success(request, _("The draft is gone; the policy stays as it is."))
    return see_other("settings_policy")


def _change(draft: Policy, form: PolicyForm, request: Asked, seen: int | None) -> None:
    try:
        verbs.change(draft, **form.told, by=request.user, at=request.at, seen=seen)
    except ValidationError as problem:
        form.add_error(None, problem.messages)


def _draft() -> Policy:
    found = drafted()
    if found is None:
        raise Http404("There is no draft.")
    return found


def _page(
    request: Asked, form: PolicyForm | None = None, publish: PublishForm | None = None, status: int = 200
) -> HttpResponse:
    leads = request.user.access == Access.LEADERSHIP
    draft = drafted() if leads else None
    context = {
        "policies": policies(request.user), "draft": draft, "leads": leads, "currency": currency(),
        "form": form or (PolicyForm.of(draft, rows=rows_in(draft)) if draft else None),
        "publish": publish or (PublishForm.of(draft, prefix=None) if draft else None),
        "effects": effect(draft, request.user, request.today) if draft else [],
    }  # fmt: skip
    return page(request, "review/policy.html", context, block="main", status=status)
