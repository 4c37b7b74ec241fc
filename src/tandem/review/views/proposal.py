"""The proposal: the client's document, composed from the scope that was judged; locked until its gate opens."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.gates import Refused
from tandem.people.asked import Asked
from tandem.people.rights import key_of
from tandem.review.actions import propose
from tandem.review.forms.proposal import ProposeForm
from tandem.review.queries import page as queries
from tandem.review.views.deal import deal_of, section, see_other


def proposal(request: Asked, pk: int) -> HttpResponse:
    deal = deal_of(request, pk)
    if request.method != "POST":
        return _page(request, deal, _form(request, deal))
    form = ProposeForm(request.POST, today=request.today)
    if not form.is_valid():
        return _page(request, deal, form, status=422)
    try:
        propose.propose(
            deal, **form.cleaned_data, by=request.user, at=request.at, today=request.today,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, deal, form, refused=[finding.words for finding in refused.findings], status=422)
    messages.success(request, _("Recorded: the proposal is with %(name)s.") % {"name": form.cleaned_data["sent_to"]})
    return see_other("deal_proposal", deal.pk)


def _form(request: Asked, deal: Engagement) -> ProposeForm:
    return ProposeForm(initial={"sent_to": deal.contact_name}, today=request.today)


def _page(
    request: Asked,
    deal: Engagement,
    form: ProposeForm,
    refused: list[str | None] | None = None,
    status: int = 200,
) -> HttpResponse:
    person = request.user
    return section(
        request, "review/proposal.html", deal, "proposal", status=status, form=form, refused_words=refused or [],
        document=queries.document(deal, person, request.today),
        may_sign=key_of(person) == "sales" and deal.stage == "proposed",
        may_send=key_of(person) == "sales" and deal.stage in ("agreed", "proposed"),
    )  # fmt: skip
