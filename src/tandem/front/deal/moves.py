"""A card dropped on another column, or moved by its menu: the verb of that arrow is run, never the stage alone."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.engagements.actions.deal import as_seen, qualify
from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.models import Engagement, Stage
from tandem.engagements.queries import standing_in_the_way
from tandem.engagements.queries.deals import seen_by
from tandem.engagements.queries.pipeline import card_of, row_of
from tandem.front.deal import ladder
from tandem.front.deal.gates import findings as findings_of
from tandem.front.deal.gates import look_at
from tandem.front.deal.places import address
from tandem.gates import Finding, Refused
from tandem.ledger.actions import Stale
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.people.queries.firm import currency
from tandem.review.actions.propose import decide
from tandem.scoping.actions.freeze import freeze
from tandem.web.pages import fragment, page

Verb = Callable[..., object]

# Verbs that need nothing typed run at once; the others have a page, where a drop leads when their gate is open.
AT_ONCE: dict[str, Verb] = {"qualify": qualify, "freeze": freeze, "decide": decide}


@require_POST
def move(request: Asked, pk: int) -> HttpResponse:
    """POST `to`, the column's stage, and `version`, the deal as it was drawn (a card's arrow has it in its address)."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    to = request.POST.get("to", "")
    seen = request.POST.get("version") or request.GET.get("version", "")
    if to == deal.stage:
        return _moved(request, deal)
    try:
        as_seen(deal, version_in(seen))
        asked = _ask(deal, to, request)
    except Refused as shut:
        return _refused(request, deal, to, shut.findings)
    except WrongStage as wrong:
        return _refused(request, deal, to, [], str(wrong), status=409)
    except Stale:
        words = _("Somebody changed this deal meanwhile. It is “%(stage)s” now; look at it before you move it.")
        return _refused(request, deal, to, [], words % {"stage": deal.get_stage_display().lower()}, status=409)
    return asked or _moved(request, deal)


def _ask(deal: Engagement, to: str, request: Asked) -> HttpResponse | None:
    """Run the arrow's verb; or answer with the way to its page.

    Raises:
        Refused: its gate is shut.
        WrongStage: no arrow leads from here to `to`.
    """
    step = ladder.STEPS.get(deal.stage)
    if step is None or to != _next(deal.stage):
        raise WrongStage(_wrong(deal, to))
    verb = AT_ONCE.get(step.arrow)
    if verb:
        verb(deal, by=request.user, at=request.at, today=request.today)
        return None
    found = findings_of(look_at(deal, request.today), (step.arrow,)).get(step.arrow, [])
    shut = [finding for finding in found if not finding.passes]
    if shut:
        raise Refused(shut)
    url = next((one for name in step.urls if (one := address(name, deal.pk))), None)
    return _refused(request, deal, to, [], _("This one wants more than a move: %(verb)s.") % {"verb": step.verb}, url)


def _next(stage: str) -> str:
    order = [*Stage.values]
    return order[order.index(stage) + 1]


def _wrong(deal: Engagement, to: str) -> str:
    known = dict(Stage.choices)
    return _("%(deal)s is “%(now)s”. It can't become “%(to)s” in one move: every step has its own gate.") % {
        "deal": deal.name,
        "now": deal.get_stage_display().lower(),
        "to": str(known.get(to, to)).lower(),
    }


def _moved(request: Asked, deal: Engagement) -> HttpResponse:
    """The card as it is now; without htmx the board, with a word on what happened."""
    if not request.htmx:
        words = _("%(deal)s is “%(stage)s” now.") % {"deal": deal.name, "stage": deal.get_stage_display().lower()}
        messages.success(request, words)
        return redirect("/pipeline/?view=board")
    row = row_of(deal.pk, request.user)
    card = card_of(row, standing_in_the_way.of([deal.pk]), request.user)
    return fragment(request, "front/deal/card.html", "card", {"card": card, "currency": currency()})


def _refused(
    request: Asked,
    deal: Engagement,
    to: str,
    findings: list[Finding],
    words: str = "",
    url: str | None = None,
    status: int = 422,
) -> HttpResponse:
    """The reasons in words; the card goes back."""
    label = str(dict(Stage.choices).get(to, to)).lower()
    context = {"deal": deal, "to": label, "findings": findings, "words": words, "place": url}
    return page(request, "front/deal/refused.html", context, block="reasons", status=status)
