"""The challenge log: what delivery doubted, when, what sales answered, and with hindsight who was right."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from tandem.engagements.actions import challenge as actions
from tandem.engagements.forms.challenge import ChallengeReplyForm, HindsightForm
from tandem.engagements.models import Challenge, Engagement
from tandem.engagements.queries import challenge as queries
from tandem.engagements.views.section import Doing, answer, back, deal_of, posted, row_of, signed_by
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.web.paging import ROWS


@require_GET
def challenges(request: Asked, deal_id: int) -> HttpResponse:
    return _page(request, deal_of(request, deal_id))


@require_http_methods(["GET", "POST"])
def reply(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, row = _both(request, deal_id, pk)
    form = ChallengeReplyForm.of(row, posted(request))
    return _settle(request, deal, Doing("reply", form, row.pk), partial(actions.reply, row))


@require_http_methods(["GET", "POST"])
def judge(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """Who was right, by somebody who had no part in it; or against oneself."""
    deal, row = _both(request, deal_id, pk)
    rights = queries.may_say(row, request.user, queries.named_on(deal, request.user))
    if not rights:
        raise PermissionDenied
    form = HindsightForm.of(row, posted(request), rights=rights)
    return _settle(request, deal, Doing("judge", form, row.pk), partial(actions.judge, row))


def _both(request: Asked, deal_id: int, pk: int) -> tuple[Engagement, Challenge]:
    deal = deal_of(request, deal_id)
    return deal, row_of(deal.challenges.select_related("engagement", "raised_by", "replied_by"), pk)


def _settle(request: Asked, deal: Engagement, doing: Doing, verb) -> HttpResponse:
    form: SeenForm = doing.form
    if form.settled(partial(verb, **signed_by(request))):
        return back(deal, "deal_challenges")
    return _page(request, deal, doing)


def _page(request: Asked, deal: Engagement, doing: Doing | None = None) -> HttpResponse:
    rows = queries.rows(deal, request.user)
    shown = sorted(rows, key=lambda row: row.challenge.pk != doing.pk) if doing else rows
    whole = bool(request.GET.get("all"))
    return answer(
        request, deal, "engagements/challenges.html", "overview", doing, rows=shown if whole else shown[:ROWS],
        left=0 if whole else max(len(rows) - ROWS, 0), summary=queries.summary(rows),
        may_answer=request.user.access in actions.ANSWERERS,
    )  # fmt: skip
