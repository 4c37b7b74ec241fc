"""The ideal client's page, its draft, and what the draft would change."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.clients.actions import profile as verbs
from tandem.clients.forms.profile import PublishForm
from tandem.clients.models import Profile
from tandem.clients.queries import profile as profiles
from tandem.clients.queries.changes import changes
from tandem.front.icp import closed, deals
from tandem.front.icp.effects import effects
from tandem.ledger.actions import Stale
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.people.models import Access
from tandem.people.rights import Sight, key_of, sees
from tandem.web.pages import page


@require_GET
def icp(request: Asked) -> HttpResponse:
    """The profile that counts now, its versions, open deals by band, and what its answers were worth."""
    profile = profiles.current()
    card = profiles.card(profile) if profile else None
    evidence = keep(request, "icp evidence", partial(closed.closed, request.user))
    context = {
        "card": card,
        "versions": profiles.versions(),
        "draft": profiles.draft(),
        "may_edit": _may_edit(request),
        "counts": deals.counts(request.user),
        "below": [(row, deals.decided(row.waiver, request.today)) for row in deals.below(request.user)],
        "older": deals.by_older(request.user, profile.number) if profile else [],
        "exceptions": deals.exceptions(request.user, request.at),
        "relation": closed.relation(card, evidence) if card else [],
        "closed": len(evidence),
        "predicts": closed.predicts(evidence),
        "sees_margin": sees(request.user, Sight.MARGIN),
    }
    return page(request, "front/icp/page.html", context, block="main")


@require_GET
def draft(request: Asked) -> HttpResponse:
    """What the draft asks, what is wrong with it yet, and what it changes."""
    return _draft_page(request, _draft())


def _draft_page(request: Asked, row: Profile, status: int = 200) -> HttpResponse:
    card, now = profiles.card(row), profiles.current()
    context = {
        "card": card,
        "current": now,
        "findings": profiles.checklist(row),
        "changes": changes(profiles.card(now), card) if now else None,
        "seen": profiles.digest_of(row),
        "leads": request.user.access == Access.LEADERSHIP,
    }
    return page(request, "front/icp/draft.html", context, block="main", status=status)


@require_POST
def drop(request: Asked) -> HttpResponse:
    """POST `seen`, the draft as it was read."""
    try:
        verbs.discard(_draft(), seen=request.POST.get("seen", ""), by=request.user, at=request.at)
    except (Stale, verbs.NoDraft):
        messages.warning(request, _("Somebody worked at the draft meanwhile; it wasn't dropped. Read it first."))
        row = profiles.draft()
        return _draft_page(request, row, status=409) if row else redirect("icp")
    messages.success(request, _("The draft is dropped. The profile stays as it was."))
    return redirect("icp")


@require_http_methods(["GET", "POST"])
def publish(request: Asked) -> HttpResponse:
    """GET shows what the draft would change; POST, by leadership, puts it in force (fields why and seen)."""
    row = profiles.draft()
    if row is None and request.method == "GET":
        raise Http404
    form = PublishForm.of(row, request.POST or None) if row else PublishForm(request.POST)
    try:
        if row and form.settled(partial(verbs.publish, row, by=request.user, at=request.at)):
            messages.success(request, _("Version %(n)s counts from now on.") % {"n": row.number})
            return redirect("icp")
    except verbs.NoDraft:
        row = None
    return _effects(request, row, form)


def _effects(request: Asked, row: Profile | None, form: SeenForm) -> HttpResponse:
    now = profiles.current()
    context: dict[str, Any] = {
        "draft": row,
        "form": form,
        "current": now,
        "findings": [each for each in profiles.checklist(row) if not each.passes] if row else [],
        "effects": effects(row, now, request.user) if row else None,
        "leads": request.user.access == Access.LEADERSHIP,
        "sees_margin": sees(request.user, Sight.MARGIN),
    }
    return page(request, "front/icp/effects.html", context, block="main", status=form.status if row else 409)


def _draft() -> Profile:
    row = profiles.draft()
    if row is None:
        raise Http404
    return row


def _may_edit(request: Asked) -> bool:
    return bool(key_of(request.user)) or request.user.access == Access.LEADERSHIP
