"""The final call in Needs me: who joins it, and what the client sees otherwise."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.front.inbox.pane import Pane
from tandem.front.inbox.queries import Item
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.review.forms.calls import PlanForm, ResolveForm
from tandem.review.models import Probe, ReversePitch
from tandem.review.queries.findings import may_confirm, side_on_call


def who_joins(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    """review-pitch-<deal>-who: the other parts of a pitch are done on its own page."""
    if not item.key.endswith("-who"):
        return None
    pitch = ReversePitch.objects.filter(engagement=deal).first()
    start = {"sales_person": deal.seller_id, "delivery_person": deal.lead_id, "minutes": 30}
    form = PlanForm.of(pitch, deal=deal) if pitch else PlanForm(deal=deal, initial=start)
    return Pane(
        "who", _("Who from delivery joins the final call?"), row=pitch, form=form,
        action=reverse("deal_calls", args=[deal.pk]),
    )  # fmt: skip


def finding(item: Item, deal: Engagement, request: Asked) -> Pane | None:
    """review-probe-<probe>: to whoever resolves it, or confirms that it is; to others the way to its page."""
    people = ("pitch__contact", "resolved_by")
    row = Probe.objects.filter(pk=item.pk, pitch__engagement=deal).select_related(*people).first()
    if row is None or not side_on_call(row.pitch, request.user):
        return None
    if row.state == "resolved" and may_confirm(row, request.user):
        return Pane(
            "confirm", _("Is this resolved with the client?"), row=row, form=SeenForm.of(row),
            action=reverse("deal_probe_confirm", args=[deal.pk, row.pk]),
        )  # fmt: skip
    if row.state != "otherwise":
        return None
    return Pane(
        "resolve", _("The client sees this otherwise: how was it resolved?"), row=row, form=ResolveForm.of(row),
        action=reverse("deal_probe_resolve", args=[deal.pk, row.pk]),
    )  # fmt: skip
