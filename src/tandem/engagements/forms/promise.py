"""Forms of a promise: what was said, delivery's verdict, its paper trail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.forms.fields import DayField, PersonField, long_text
from tandem.engagements.models import Engagement, Promise
from tandem.ledger.forms import SeenForm


class PromiseForm(SeenForm):
    quote = forms.CharField(
        label=_("What was said"),
        max_length=2000,
        widget=long_text(),
        help_text=_("Word for word, as the client heard it."),
    )
    said_by = PersonField(label=_("Said by"), empty_label=_("Choose somebody"))
    said_to = forms.CharField(label=_("Said to"), max_length=120, required=False)
    said_on = DayField(label=_("Said on"))
    said_where = forms.CharField(label=_("Where"), max_length=120, required=False)
    strength = forms.ChoiceField(
        label=_("How strong"), choices=Promise.Strength.choices, initial=Promise.Strength.COMMITTED
    )
    due_on = DayField(label=_("By when"), required=False)

    def __init__(self, *args: Any, engagement: Engagement, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["said_by"].offer(engagement, EDITORS)  # type: ignore[attr-defined]


class JudgeForm(SeenForm):
    verdict = forms.ChoiceField(
        label=_("Delivery’s verdict"), choices=Promise.Verdict.choices, widget=forms.RadioSelect
    )
    condition = forms.CharField(label=_("If what, or why not"), max_length=2000, required=False, widget=long_text(2))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("verdict") in (Promise.Verdict.IF, Promise.Verdict.NO) and not given.get("condition"):
            self.add_error("condition", _("Say what it depends on, or why it can’t be done."))
        return given


class PaperForm(SeenForm):
    paper = forms.ChoiceField(label=_("Where it’s written"), choices=Promise.Paper.choices, widget=forms.RadioSelect)
    paper_words = forms.CharField(
        label=_("Which clause, why it stays unwritten, or who told the client and how"),
        max_length=300,
        required=False,
        widget=long_text(2),
    )
    paper_knows = forms.CharField(label=_("Who knows that it stays unwritten"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        paper = given.get("paper")
        if paper == Promise.Paper.UNWRITTEN and not given.get("paper_words"):
            self.add_error("paper_words", _("Say why it stays unwritten."))
        if paper == Promise.Paper.UNWRITTEN and not given.get("paper_knows"):
            self.add_error("paper_knows", _("Say who knows it: the client, and who of us."))
        if paper == Promise.Paper.WITHDRAWN and not given.get("paper_words"):
            self.add_error("paper_words", _("Say who told the client and when, and how."))
        if paper and paper != Promise.Paper.UNWRITTEN:
            given["paper_knows"] = ""
        return given
