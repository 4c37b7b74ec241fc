"""What "done" means: outcomes in two voices, and the two keys."""

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from tandem.engagements.actions import outcome as actions
from tandem.engagements.forms.outcome import OutcomeForm
from tandem.engagements.models import Engagement, Outcome
from tandem.engagements.queries import outcome as queries
from tandem.engagements.queries.measure import told
from tandem.engagements.queries.revisions import revisions
from tandem.engagements.views.section import Doing, answer, back, deal_of, posted, row_of, signed_by
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.rights import key_of


def success(request: Asked, deal_id: int) -> HttpResponse:
    return page_of(request, deal_of(request, deal_id))


def new(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    form = OutcomeForm(posted(request))
    if form.settled(partial(actions.add, deal, **signed_by(request))):
        return back(deal, "deal_success")
    return page_of(request, deal, Doing("new", form))


def edit(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    outcome: Outcome = row_of(deal.outcomes.all(), pk)
    form = OutcomeForm.of(outcome, posted(request))
    if form.settled(partial(actions.revise, outcome, **signed_by(request))):
        return back(deal, "deal_success")
    return page_of(request, deal, Doing("edit", form, pk))


@require_POST
def sign(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """Turn one's own side's key. Changed meanwhile: 409 with the outcome as it reads now."""
    deal = deal_of(request, deal_id)
    outcome: Outcome = row_of(deal.outcomes.all(), pk)
    form = SeenForm.of(outcome, request.POST)
    try:
        if form.settled(partial(actions.sign, outcome, **signed_by(request))):
            return back(deal, "deal_success")
    except actions.Unfinished as unfinished:
        form.add_error(None, str(unfinished))
    return page_of(request, deal, Doing("sign", form, pk))


@require_GET
def history(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """What an outcome said before, and who had signed what."""
    deal = deal_of(request, deal_id)
    outcome: Outcome = row_of(deal.outcomes.all(), pk)
    found = revisions(outcome)
    stands = partial(queries.stands, outcome=outcome)
    page = "engagements/outcome_history.html"
    return answer(request, deal, page, "success", outcome=outcome, revisions=found, stands=stands)


def page_of(request: Asked, deal: Engagement, doing: Doing | None = None) -> HttpResponse:
    """The section, with at most one form open in it."""
    rows = queries.rows(deal, measured=True)
    context = {"rows": rows, "key": key_of(request.user), "told": told(rows)}
    return answer(request, deal, "engagements/success.html", "success", doing, **context)
