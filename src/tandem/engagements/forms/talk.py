"""Our answer to what was said through a client's link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.engagements.forms.fields import long_text
from tandem.ledger.forms import SeenForm


class AnswerForm(SeenForm):
    words = forms.CharField(
        label=_("Our answer"), max_length=4000, widget=long_text(3), help_text=_("The client reads it at their link."),
        error_messages={"required": _("Write what you answer; the client reads it.")},
    )  # fmt: skip

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"words": row.answer}
