"""Forms of an assumption: what is assumed, delivery's answer, its verification, its hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.forms.fields import DayField, HoursField, PersonField, long_text
from tandem.engagements.models import Assumption, Engagement, Stage
from tandem.ledger.forms import SeenForm
from tandem.people.models import Access

ANSWERS = [("agree", _("Agree")), ("if", _("Agree if…")), ("red", _("Red flag"))]
BEFORE_SIGNING = [(stage.value, stage.label) for stage in (Stage.SCOPED, Stage.AGREED, Stage.PROPOSED, Stage.SIGNED)]


class AssumptionForm(SeenForm):
    words = forms.CharField(label=_("We assume that"), max_length=2000, widget=long_text())
    because = forms.CharField(label=_("Why we believe it"), max_length=2000, required=False, widget=long_text(2))
    asked = PersonField(label=_("Who in delivery is asked"), required=False)
    verifier = PersonField(label=_("Who verifies it"), required=False)
    verify_by = forms.ChoiceField(label=_("Verified before the deal is"), choices=BEFORE_SIGNING, initial=Stage.SCOPED)
    minutes_if_false = HoursField(label=_("Hours if it’s false"), required=False)
    price_if_false = forms.DecimalField(
        label=_("Price if it’s false"), min_value=0, max_digits=12, decimal_places=2, required=False
    )

    def __init__(self, *args: Any, engagement: Engagement, sees_prices: bool = True, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["asked"].offer(engagement, [Access.DELIVERY])  # type: ignore[attr-defined]
        self.fields["verifier"].offer(engagement, EDITORS)  # type: ignore[attr-defined]
        if not sees_prices:
            del self.fields["price_if_false"]

    def clean_minutes_if_false(self) -> int:
        return self.cleaned_data["minutes_if_false"] or 0


class AskForm(SeenForm):
    """Asking the same person again is asking."""

    deed = True
    asked = PersonField(label=_("Who in delivery is asked"), empty_label=_("Choose somebody"))

    def __init__(self, *args: Any, engagement: Engagement, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["asked"].offer(engagement, [Access.DELIVERY])  # type: ignore[attr-defined]


class AnswerForm(SeenForm):
    answer = forms.ChoiceField(label=_("Delivery answers"), choices=ANSWERS, widget=forms.RadioSelect)
    condition = forms.CharField(
        label=_("Condition, as the client will read it"), max_length=2000, required=False, widget=long_text(),
        help_text=_("For a red flag: what is wrong with it."),
    )  # fmt: skip
    condition_owner = PersonField(label=_("Who must make it true"), required=False)
    condition_by = DayField(label=_("By"), required=False)

    def __init__(self, *args: Any, engagement: Engagement, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["condition_owner"].offer(engagement, EDITORS)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("answer") == Assumption.Answer.RED and not given.get("condition"):
            self.add_error("condition", _("Say what is wrong, so that it can be put right."))
        if given.get("answer") == Assumption.Answer.IF:
            self._needs("condition", _("Name the condition."))
            self._needs("condition_owner", _("Name one person who must make it true."))
            self._needs("condition_by", _("Say by when."))
        return given

    def _needs(self, name: str, words: Any) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, words)


class VerifyForm(SeenForm):
    verified_how = forms.CharField(label=_("How it was checked"), max_length=300)

    def as_typed(self, row: Any) -> dict[str, Any]:
        """How it showed to be false says nothing of how it holds."""
        return {"verified_how": row.verified_how if row.verified_at else ""}


class ReplyForm(SeenForm):
    reply = forms.CharField(
        label=_("What you say to it"), max_length=2000, widget=long_text(),
        error_messages={"required": _("Say something to it, so that delivery can answer again.")},
    )  # fmt: skip


class DisproveForm(SeenForm):
    """It turned out false: how we know, and what follows."""

    NOW = [
        ("hours", _("It costs hours, and they go into the next price")),
        ("scope", _("The scope changes, so that it costs nothing")),
    ]
    verified_how = forms.CharField(
        label=_("How it showed"), max_length=300, error_messages={"required": _("Say how it showed.")}
    )
    what_now = forms.ChoiceField(label=_("What now"), choices=NOW, widget=forms.RadioSelect, initial="hours")
    minutes_if_false = HoursField(label=_("Hours that it costs"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "minutes_if_false" in given:
            given["minutes_if_false"] = given["minutes_if_false"] or 0
            if given.get("what_now") == "hours" and not given["minutes_if_false"]:
                self.add_error("minutes_if_false", _("Say how many hours it costs."))
        return given

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"verified_how": "", "minutes_if_false": row.minutes_if_false}


class PriceForm(SeenForm):
    """The hours that are known go into the price, also as they are."""

    deed = True
    minutes_if_false = HoursField(
        label=_("Hours if it’s false"), help_text=_("These hours go into the price. 0 takes them out again.")
    )
