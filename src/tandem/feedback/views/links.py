"""The links by which somebody at the client reads and signs: made, mailed, listed, revoked."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.engagements.models import Engagement, Stage
from tandem.engagements.queries.deals import seen_by
from tandem.feedback.actions import links as actions
from tandem.feedback.forms.client import LinkForm
from tandem.feedback.mail import send_link
from tandem.feedback.models import ClientLink
from tandem.feedback.queries import links as queries
from tandem.feedback.views.client import firm_name
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.web.pages import page


@require_http_methods(["GET", "POST"])
def links(request: Asked, deal_id: int) -> HttpResponse:
    """The answer to a made link is the page itself, not a redirect: its secret is shown here once and kept nowhere."""
    deal = get_object_or_404(seen_by(request.user), pk=deal_id)
    start = {"expires_on": request.today + actions.LIVES}
    form = LinkForm(request.POST or None, contacts=queries.contacts(deal), initial=start)
    if form.is_bound and form.is_valid() and deal.stage != Stage.LOST:
        made = _made(request, deal, form)
        if made:
            return made
    return _page(request, deal, form, status=422 if form.is_bound else 200)


def _made(request: Asked, deal: Engagement, form: LinkForm) -> HttpResponse | None:
    try:
        link, secret = actions.make(deal, **form.cleaned_data, by=request.user, at=request.at)
    except ValidationError as wrong:
        form.add_error("expires_on", wrong)
        return None
    address = request.build_absolute_uri(reverse("client_view", args=[secret]))
    transaction.on_commit(partial(send_link, link, address, firm_name()))
    fresh = LinkForm(contacts=queries.contacts(deal), initial={"expires_on": request.today + actions.LIVES})
    return _page(request, deal, fresh, made=link, address=address)


@require_POST
def revoke(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal = get_object_or_404(seen_by(request.user), pk=deal_id)
    link = get_object_or_404(ClientLink, pk=pk, engagement=deal)
    form = SeenForm.of(link, request.POST)
    if form.settled(partial(actions.revoke, link, by=request.user, at=request.at)):
        messages.success(request, _("The link of %(name)s opens nothing any more.") % {"name": link.contact.name})
        return redirect("deal_client_links", deal.pk)
    fresh = LinkForm(contacts=queries.contacts(deal), initial={"expires_on": request.today + actions.LIVES})
    return _page(request, deal, fresh, status=form.status, conflict=form.conflict)


def _page(request: Asked, deal: Engagement, form: LinkForm, status: int = 200, **more) -> HttpResponse:
    context = {
        "deal": deal,
        "tab": "success",
        "form": form,
        "rows": queries.listed(deal, request.today),
        "made": None,
        "address": "",
        "conflict": None,
        "agreed": len(queries.page_of(deal).outcomes),
        **more,
    }
    return page(request, "feedback/links.html", context, block="main", status=status)
