"""Forms of handing a risk over: to whom, and why not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.forms.fields import PersonField
from tandem.engagements.models import Engagement
from tandem.ledger.forms import SeenForm


class OfferForm(SeenForm):
    to = PersonField(
        label=_("Who owns it from now on"), empty_label=_("Choose somebody"),
        error_messages={"required": _("Choose who owns it from now on.")},
    )  # fmt: skip

    def __init__(self, *args: Any, engagement: Engagement, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["to"].offer(engagement, EDITORS)  # type: ignore[attr-defined]

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"to": row.handing_to_id}


class RefuseForm(SeenForm):
    why = forms.CharField(
        label=_("Why it isn’t yours"), max_length=200,
        error_messages={"required": _("Say why, so that somebody else can be named.")},
    )  # fmt: skip
