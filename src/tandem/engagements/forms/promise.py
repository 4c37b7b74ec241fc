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


class TellForm(SeenForm):
    """The client was told: who told whom, when and how."""

    told_by = PersonField(label=_("Who told the client"), empty_label=_("Choose somebody"))
    told_to = forms.CharField(label=_("Whom"), max_length=120)
    told_on = DayField(label=_("On which day"))
    told_how = forms.CharField(label=_("How, and in which words"), max_length=300, widget=long_text(2))

    def __init__(self, *args: Any, engagement: Engagement, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["told_by"].offer(engagement, EDITORS)  # type: ignore[attr-defined]


IN_SCOPE = (Promise.Paper.CLAUSE, Promise.Paper.EXCLUDED)


class PaperForm(SeenForm):
    """That the scope says it, or excludes it, is ticked at its clause: only what stands there already can be chosen."""

    paper = forms.ChoiceField(
        label=_("Where it’s written"), choices=Promise.Paper.choices, widget=forms.RadioSelect,
        help_text=_("What the scope says, or excludes, you tick at its clause."),
        error_messages={"invalid_choice": _("Tick it at the clause of the scope that says it.")},
    )  # fmt: skip
    paper_words = forms.CharField(
        label=_("Which clause, or why it stays unwritten"),
        max_length=300,
        required=False,
        widget=long_text(2),
    )
    paper_knows = forms.CharField(label=_("Who knows that it stays unwritten"), max_length=200, required=False)
    told_by = PersonField(label=_("Who told the client"), required=False)
    told_to = forms.CharField(label=_("Whom"), max_length=120, required=False)
    told_on = DayField(label=_("On which day"), required=False)
    told_how = forms.CharField(label=_("How, and in which words"), max_length=300, required=False, widget=long_text(2))

    def __init__(self, *args: Any, engagement: Engagement, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["told_by"].offer(engagement, EDITORS)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        paper = given.get("paper")
        if paper == Promise.Paper.UNWRITTEN and not given.get("paper_words"):
            self.add_error("paper_words", _("Say why it stays unwritten."))
        if paper == Promise.Paper.UNWRITTEN and not given.get("paper_knows"):
            self.add_error("paper_knows", _("Say who knows it: the client, and who of us."))
        if paper == Promise.Paper.WITHDRAWN:
            self._must_tell(given)
        if paper and paper != Promise.Paper.UNWRITTEN:
            given["paper_knows"] = ""
        return given

    def as_typed(self, row: Any) -> dict[str, Any]:
        self.fields["paper"].choices = [  # type: ignore[attr-defined]
            each for each in Promise.Paper.choices if each[0] not in IN_SCOPE or each[0] == row.paper
        ]
        return super().as_typed(row)

    def _must_tell(self, given: dict[str, Any]) -> None:
        for name, words in TELL.items():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, words)
        given["paper_words"] = given.get("paper_words") or given.get("told_how", "")


TELL = {
    "told_by": _("Say who told the client."),
    "told_to": _("Say whom they told."),
    "told_on": _("Say on which day."),
    "told_how": _("Say how the client was told."),
}
