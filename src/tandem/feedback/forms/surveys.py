"""What a client said, how they were called back, a surprise."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.engagements.forms.fields import HoursField, long_text
from tandem.engagements.models import Engagement
from tandem.feedback.models import Surprise
from tandem.ledger.forms import SeenForm
from tandem.people.models import Person


class AskForm(forms.Form):
    contact_name = forms.CharField(
        label=_("Whom at the client"), max_length=120, error_messages={"required": _("Name one person at the client.")}
    )


class AnswerForm(SeenForm):
    SCORES = [(str(number), str(number)) for number in range(11)]
    score = forms.TypedChoiceField(
        label=_("How likely to recommend us to a colleague?"), choices=SCORES, coerce=int, widget=forms.RadioSelect,
        help_text=_("0 is not at all, 10 is extremely."),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a number from 0 to 10.")),
    )  # fmt: skip
    words = forms.CharField(label=_("One thing we should change"), max_length=2000, required=False, widget=long_text())


class FollowUpForm(SeenForm):
    how = forms.CharField(
        label=_("What came of the call"), max_length=1000, widget=long_text(),
        error_messages={"required": _("Say what came of the call.")},
    )  # fmt: skip


class GiveForm(SeenForm):
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who calls"), empty_label=_("Choose somebody"),
        error_messages={"required": _("Name who calls.")},
    )  # fmt: skip
    why = forms.CharField(label=_("Why"), max_length=300, error_messages={"required": _("Say why.")})

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["owner"].queryset = Person.objects.filter(is_active=True).order_by("name", "pk")  # type: ignore[attr-defined]


class SurpriseForm(forms.Form):
    """Fifteen seconds: which project, what, where it came from, how many hours."""

    deal = forms.ModelChoiceField(
        Engagement.objects.none(), label=_("On which project"), empty_label=_("Choose a project"),
        error_messages={"required": _("Choose the project."), "invalid_choice": _("Choose the project.")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("What surprised the client, or us"), max_length=2000, widget=long_text(autofocus="autofocus"),
        error_messages={"required": _("Say what it was, in a sentence.")},
    )  # fmt: skip
    origin = forms.ChoiceField(
        label=_("Where it could have been caught"), choices=Surprise.Origin.choices, initial=Surprise.Origin.UNKNOWN
    )
    minutes = HoursField(label=_("Hours it costs"), required=False, initial=0)

    def __init__(self, *given: Any, deals: QuerySet[Engagement], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["deal"].queryset = deals  # type: ignore[attr-defined]
        self.fields["deal"].label_from_instance = _named  # type: ignore[attr-defined]

    def clean_minutes(self) -> int:
        return self.cleaned_data["minutes"] or 0


def _named(deal: Engagement) -> str:
    return f"{deal.account.name}, {deal.name}" if deal.account else deal.name
