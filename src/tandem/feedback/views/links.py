"""The links by which somebody at the client reads and signs: made, mailed, listed, revoked."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.engagements.models import Engagement, Stage
from tandem.engagements.queries.deals import seen_by
from tandem.feedback.actions import links as actions
from tandem.feedback.forms.client import LinkForm
from tandem.feedback.models import ClientLink
from tandem.feedback.queries import links as queries
from tandem.jobs import queries as jobs
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.sealed import seal, unseal
from tandem.web.pages import page

SHOWN_FOR = timedelta(minutes=10)
KEPT_AS = "client_link"


@require_http_methods(["GET", "POST"])
def links(request: Asked, deal_id: int) -> HttpResponse:
    """The secret of a link that was just made is shown to whoever made it, for some minutes, and kept nowhere else."""
    deal = get_object_or_404(seen_by(request.user), pk=deal_id)
    start = {"expires_on": request.today + actions.LIVES}
    form = LinkForm(request.POST or None, contacts=queries.contacts(deal), initial=start)
    if form.is_bound and form.is_valid() and deal.stage != Stage.LOST:
        made = _made(request, deal, form)
        if made:
            return made
    return _page(request, deal, form, status=422 if form.is_bound else 200, **_just_made(request, deal))


def _made(request: Asked, deal: Engagement, form: LinkForm) -> HttpResponse | None:
    def address_of(secret: str) -> str:
        return request.build_absolute_uri(reverse("client_view", args=[secret]))

    try:
        link, secret = actions.make_and_mail(
            deal, **form.cleaned_data, address_of=address_of, by=request.user, at=request.at
        )
    except ValidationError as wrong:
        form.add_error("expires_on", wrong)
        return None
    if secret:
        sealed = seal(address_of(secret), KEPT_AS)
        request.session[KEPT_AS] = {"link": link.pk, "address": sealed, "at": request.at.timestamp()}
    answer = redirect(f"{reverse('deal_client_links', args=[deal.pk])}?made={link.pk}")
    answer.status_code = 303
    return answer


def _just_made(request: Asked, deal: Engagement) -> dict[str, Any]:
    """The link that the redirect after making it names, with its address if this session made it a moment ago."""
    asked = request.GET.get("made", "")
    if not asked.isdecimal() or len(asked) > 18:
        return {}
    link = ClientLink.objects.filter(pk=asked, engagement=deal, made_by=request.user).select_related("contact").first()
    if link is None or request.at - link.made_at > SHOWN_FOR:
        request.session.pop(KEPT_AS, None)
        return {}
    kept = request.session.get(KEPT_AS, {})
    return {"made": link, "address": unseal(kept["address"], KEPT_AS) if kept.get("link") == link.pk else ""}


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
    rows = queries.listed(deal, request.today)
    context = {
        "deal": deal,
        "tab": "success",
        "form": form,
        "rows": rows,
        "mails": jobs.of([row.link for row in rows], request.at),
        "me": request.user,
        "made": None,
        "address": "",
        "conflict": None,
        "agreed": len(queries.page_of(deal).outcomes),
        **more,
    }
    return page(request, "feedback/links.html", context, block="main", status=status)
