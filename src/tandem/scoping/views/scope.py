"""The scope builder: clauses, hours, tiers side by side, freezing, comparing."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from tandem.catalogue.models import Offering, Tier
from tandem.engagements.actions.deal import as_seen
from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.models import Engagement
from tandem.ledger.forms import SeenForm, version_in
from tandem.people.asked import Asked
from tandem.scoping.actions import draft as drafts
from tandem.scoping.actions import items, lines
from tandem.scoping.actions.freeze import FREEZABLE, freeze
from tandem.scoping.actions.items import as_read
from tandem.scoping.actions.links import standing
from tandem.scoping.forms.scope import LONGEST, ClauseForm, DatesForm, HoursForm, ItemForm, LineForm, LinkForm, WhyForm
from tandem.scoping.models import ScopeItem, ScopeVersion
from tandem.scoping.queries import price as prices
from tandem.scoping.queries import scope as queries
from tandem.scoping.queries import tiers
from tandem.scoping.queries.compare import compare as compared
from tandem.scoping.queries.freezing import freezing
from tandem.scoping.queries.trail import trail
from tandem.scoping.views.section import Doing, answer, back, deal_of, posted, signed_by


def scope(request: Asked, deal_id: int) -> HttpResponse:
    """The draft, or the newest version, or the one that `?version=` names."""
    return _page(request, deal_of(request, deal_id))


@require_POST
def start(request: Asked, deal_id: int) -> HttpResponse:
    """A draft: from the tier that was chosen, from a frozen version, or from nothing."""
    deal = deal_of(request, deal_id)
    form = SeenForm(request.POST)
    if form.settled(lambda seen: _start(request, deal)):
        return back(deal, "deal_scope")
    return _page(request, deal, Doing("start", form))


def _start(request: Asked, deal: Engagement) -> ScopeVersion:
    """Whatever is named must be there: only a form that names nothing starts from nothing."""
    if tier := request.POST.get("tier", ""):
        tiers = Tier.objects.select_related("offering")
        chosen = get_object_or_404(tiers, pk=version_in(tier), current=True)
        return drafts.start_from_tier(deal, chosen, today=request.today, **signed_by(request))
    if number := request.POST.get("from_version", ""):
        frozen = get_object_or_404(_versions(deal), number=version_in(number), frozen_at__isnull=False)
        return drafts.start_again(frozen, **signed_by(request))
    return drafts.start(deal, **signed_by(request))


def item_new(request: Asked, deal_id: int) -> HttpResponse:
    """A new clause: empty, or with the words of the promise that it's to put on paper."""
    deal, draft = _draft(request, deal_id)
    form = ItemForm(posted(request), engagement=deal, initial=_begun(request, deal))
    if form.settled(partial(items.add, draft, **signed_by(request))):
        return back(deal, "deal_scope")
    return _page(request, deal, Doing("item_new", form))


def _begun(request: Asked, deal: Engagement) -> dict[str, Any]:
    kind, said = request.GET.get("kind", ScopeItem.Kind.IN), request.GET.get("promise", "")
    promise = deal.promises.filter(pk=said).first() if said.isdecimal() and len(said) < 18 else None
    if promise is None:
        return {"kind": kind}
    return {"kind": kind, "words": promise.quote[:LONGEST], "promises": [promise]}


def item(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, draft = _draft(request, deal_id)
    row = _clause(draft, pk)
    form = ItemForm.of(row, posted(request), engagement=deal)
    if form.settled(partial(items.revise, row, **signed_by(request))):
        return back(deal, "deal_scope")
    return _page(request, deal, Doing("item", form, pk))


def item_why(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """Only the reason: why a clause is there, or why a vague word stays."""
    deal, draft = _draft(request, deal_id)
    row = _clause(draft, pk)
    form = WhyForm.of(row, posted(request))
    if form.settled(partial(items.explain, row, **signed_by(request))):
        return back(deal, "deal_scope")
    return _page(request, deal, Doing("why", form, pk))


@require_POST
def item_remove(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """Somebody reworded it meanwhile: their words are shown, and it's taken out only by whoever has read them."""
    deal, draft = _draft(request, deal_id)
    row = _clause(draft, pk)
    form = ClauseForm(request.POST)
    if form.settled(partial(items.remove, row, **signed_by(request))):
        return back(deal, "deal_scope")
    return _page(request, deal, Doing("remove", form, pk))


def link(request: Asked, deal_id: int, promise_id: int) -> HttpResponse:
    """A clause says already what was promised: which one?"""
    deal, draft = _draft(request, deal_id)
    promise = get_object_or_404(deal.promises, pk=promise_id)
    form = LinkForm(posted(request), scope=draft)

    def put(item: ScopeItem, seen: dict[str, str], **how: Any) -> None:
        said, read = [*standing(item), promise], seen.get(str(item.pk), "")
        items.revise(item, seen=read, words=item.words, kind=item.kind, promises=said, **how, **signed_by(request))

    if form.settled(put):
        return back(deal, "deal_scope")
    return _page(request, deal, Doing("link", form, promise_id))


def _clause(draft: ScopeVersion, pk: int) -> ScopeItem:
    found: ScopeItem = get_object_or_404(draft.items.select_related("scope__engagement"), pk=pk)
    return found


def hours(request: Asked, deal_id: int) -> HttpResponse:
    """All hours at once. Somebody else's hours in between: both are shown."""
    deal, draft = _draft(request, deal_id)
    rows = queries.content(draft).lines
    form = HoursForm.of(draft, posted(request), lines=rows)
    if form.settled(partial(lines.set_hours, draft, **signed_by(request))):
        return back(deal, "deal_scope")
    return _page(request, deal, Doing("hours", form))


def line_new(request: Asked, deal_id: int) -> HttpResponse:
    deal, draft = _draft(request, deal_id)
    form = LineForm(posted(request), taken=list(draft.lines.values_list("role_id", flat=True)))
    if form.settled(partial(lines.add, draft, today=request.today, **signed_by(request))):
        return back(deal, "deal_scope")
    return _page(request, deal, Doing("line_new", form))


def dates(request: Asked, deal_id: int) -> HttpResponse:
    deal, draft = _draft(request, deal_id)
    form = DatesForm.of(draft, posted(request))
    if form.settled(partial(drafts.set_dates, draft, **signed_by(request))):
        return back(deal, "deal_scope")
    return _page(request, deal, Doing("dates", form))


@require_POST
def reprice(request: Asked, deal_id: int) -> HttpResponse:
    """Take in what was priced on the assumptions and risks since, or the rates that hold when the work starts."""
    deal, draft = _draft(request, deal_id)
    if request.POST.get("rates"):
        lines.take_rates(draft, today=request.today, **signed_by(request))
    else:
        drafts.reprice(draft, **signed_by(request))
    return back(deal, "deal_price" if request.POST.get("rates") else "deal_scope")


@require_POST
def freeze_it(request: Asked, deal_id: int) -> HttpResponse:
    """Freeze the draft: 422 with the gate's words when it's shut. The frame's button says which version of the deal
    it stood on, the builder's own which version of the draft."""
    deal, sent = deal_of(request, deal_id), request.POST
    if "version" in sent or "seen" not in sent:
        as_seen(deal, version_in(sent.get("version")))
    form = SeenForm(sent)

    def verb(seen: int) -> ScopeVersion:
        return freeze(deal, today=request.today, seen=seen if "seen" in sent else None, **signed_by(request))

    if form.settled(verb):
        return back(deal, "deal_scope")
    return _page(request, deal, Doing("freeze", form))


def compare(request: Asked, deal_id: int) -> HttpResponse:
    """Two versions word by word: `?old=1&new=2`; without numbers the newest two."""
    deal = deal_of(request, deal_id)
    found = queries.versions(deal)
    by_number = {str(row.number): row for row in found}
    new = by_number.get(request.GET.get("new", "")) or (found[0] if found else None)
    old = by_number.get(request.GET.get("old", "")) or next(
        (row for row in found if new and row.number < new.number), None
    )
    if old is None or new is None:
        raise Http404("There are no two versions to compare.")
    told = compared(queries.content(old), queries.content(new), request.user)
    return answer(request, deal, "scoping/compare.html", "scope", versions=found, old=old, new=new, told=told)


def _versions(deal: Engagement):
    return ScopeVersion.objects.filter(engagement=deal).select_related("engagement", "tier__offering")


def _draft(request: Asked, deal_id: int) -> tuple[Engagement, ScopeVersion]:
    deal = deal_of(request, deal_id)
    draft = get_object_or_404(_versions(deal), frozen_at__isnull=True)
    draft.engagement = deal
    return deal, draft


def _page(request: Asked, deal: Engagement, doing: Doing | None = None) -> HttpResponse:
    found = queries.versions(deal)
    wanted = request.GET.get("version", "")
    shown = next((row for row in found if str(row.number) == wanted), found[0] if found else None)
    builds = shown is None or (shown.frozen_at is None and request.user.access in EDITORS)
    context = {
        "versions": found, "scope": shown, "freezable": deal.stage in FREEZABLE, **_tiers(request, deal, builds),
        **(_content(request, deal, shown) if shown else {}),
    }  # fmt: skip
    return answer(request, deal, "scoping/scope.html", "scope", doing, **context)


def _content(request: Asked, deal: Engagement, shown: ScopeVersion) -> dict:
    found = queries.content(shown)
    contingency = queries.contingency(deal)
    figures = queries.priced(found)
    return {
        "found": found, "contingency": contingency, "changes": queries.tier_changes(found),
        "freezing": freezing(deal, found, contingency, request.user),
        "trail": trail(deal, found), "as_read": as_read, "said": {item.words for item in found.items},
        "price": prices.as_seen(found, figures, request.user),
        "outdated": queries.is_outdated(found, contingency),
    }  # fmt: skip


def _tiers(request: Asked, deal: Engagement, needed: bool) -> dict:
    """Bronze, Silver and Gold: of the offering that was asked for, else of the deal's own."""
    slug = request.GET.get("offering", "")
    if not needed:
        return {"tier_choices": [], "offerings": [], "offering": None}
    all_of_them = tiers.offerings()
    own = deal.tier.offering.slug if deal.tier else ""
    chosen: Offering | None = next((one for one in all_of_them if one.slug == (slug or own)), None)
    chosen = chosen or (all_of_them[0] if all_of_them else None)
    cards = tiers.side_by_side(chosen, request.user) if chosen else []
    return {"tier_choices": cards, "offerings": all_of_them, "offering": chosen}
