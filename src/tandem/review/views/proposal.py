"""The proposal: the client's document, composed from the scope that was judged; locked until its gate opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.gates import Refused
from tandem.people.rights import key_of
from tandem.review.actions import propose
from tandem.review.forms.proposal import ProposeForm
from tandem.review.queries import page as queries
from tandem.review.views.deal import address, deal_of, section, see_other


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    deal = deal_of(request, pk)
    if request.method != "POST":
        return _page(request, deal, _form(request, deal))
    form = ProposeForm(request.POST, today=request.today)  # type: ignore[attr-defined]
    if not form.is_valid():
        return _page(request, deal, form, status=422)
    try:
        propose.propose(
            deal, **form.cleaned_data, by=request.user, at=request.at, today=request.today,  # type: ignore[attr-defined]
        )  # fmt: skip
    except Refused as refused:
        return _page(request, deal, form, refused=[finding.words for finding in refused.findings], status=422)
    messages.success(request, _("Recorded: the proposal is with %(name)s.") % {"name": form.cleaned_data["sent_to"]})
    return see_other("deal_proposal", deal.pk)


def _form(request: HttpRequest, deal: Engagement) -> ProposeForm:
    return ProposeForm(initial={"sent_to": deal.contact_name}, today=request.today)  # type: ignore[attr-defined]


def _page(
    request: HttpRequest,
    deal: Engagement,
    form: ProposeForm,
    refused: list[str | None] | None = None,
    status: int = 200,
) -> HttpResponse:
    person = request.user
    return section(
        request, "review/proposal.html", deal, "proposal", status=status, form=form, refused_words=refused or [],
        document=queries.document(deal, person, request.today),  # type: ignore[attr-defined, arg-type]
        sign_url=address("deal_sign", deal.pk) if deal.stage == "proposed" and key_of(person) == "sales" else None,  # type: ignore[arg-type]
        may_send=key_of(person) == "sales" and deal.stage in ("agreed", "proposed"),  # type: ignore[arg-type]
    )  # fmt: skip
