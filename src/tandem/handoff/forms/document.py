"""What is written, asked, answered and decided on a handoff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tandem.handoff.queries.brief import Brief
from tandem.handoff.queries.sections import titles
from tandem.ledger.forms import SeenForm
from tandem.web.fields import DayField, MomentField


class ParagraphForm(SeenForm):
    words = forms.CharField(
        label=gettext_lazy("In one paragraph"), widget=forms.Textarea(attrs={"rows": 6}), max_length=3000,
        help_text=gettext_lazy("What they do, what hurts, what we build, who our sponsor is and how they are."),
        error_messages={"required": gettext_lazy("Say in one paragraph what this is about.")},
    )  # fmt: skip

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"words": row.paragraph}


class CallForm(SeenForm):
    call_at = MomentField(
        label=gettext_lazy("Handoff call"), error_messages={"required": gettext_lazy("Say when the call is.")}
    )


class AskForm(forms.Form):
    """`brief` says which sections can be asked about."""

    section = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Question"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        error_messages={"required": gettext_lazy("Write your question.")},
    )  # fmt: skip
    due_on = DayField(label=gettext_lazy("Answer by"), required=False)

    def __init__(self, *given: Any, brief: Brief, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["section"].choices = [("", "–"), *titles(brief).items()]  # type: ignore[attr-defined]


class AnswerForm(SeenForm):
    words = forms.CharField(
        label=gettext_lazy("Answer"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        error_messages={"required": gettext_lazy("Write your answer.")},
    )  # fmt: skip

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"words": row.answer}


class BounceForm(SeenForm):
    reason = forms.CharField(
        label=gettext_lazy("What has to change"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        error_messages={"required": gettext_lazy("Say what has to change.")},
    )  # fmt: skip


class SignForm(forms.Form):
    client_name = forms.CharField(
        label=gettext_lazy("Who signed for the client"), max_length=120,
        help_text=gettext_lazy("The name under the contract."),
        error_messages={"required": gettext_lazy("Type the name of whoever signed for the client.")},
    )  # fmt: skip
    signed_on = DayField(
        label=gettext_lazy("Signed on"),
        error_messages={"required": gettext_lazy("Say on which day it was signed.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["signed_on"].widget.attrs["autocomplete"] = "off"
