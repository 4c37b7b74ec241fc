"""Both columns, a lesson, what becomes of it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import Tier, TierClause
from tandem.engagements.forms.fields import HoursField, PercentField, long_text
from tandem.learning.models import Lesson
from tandem.ledger.forms import SeenForm


class ColumnForm(SeenForm):
    """One side's column. `side` is sales or delivery."""

    words = forms.CharField(
        label=_("What surprised you"), max_length=4000, widget=long_text(6),
        error_messages={"required": _("Say what surprised you, even if it is nothing.")},
    )  # fmt: skip

    def __init__(self, *given: Any, side: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.side = side

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"words": getattr(row, f"{self.side}_words")}


class LessonForm(forms.Form):
    words = forms.CharField(
        label=_("What should change"), max_length=300, widget=long_text(2),
        error_messages={"required": _("Say what should change.")},
    )  # fmt: skip
    target = forms.ChoiceField(label=_("Where"), choices=Lesson.Target.choices)


class NoneForm(SeenForm):
    why = forms.CharField(
        label=_("Why nothing should change"), max_length=300, error_messages={"required": _("Say why.")}
    )

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"why": row.no_lesson_why}


class TakeForm(SeenForm):
    deed = True
    tier = forms.ModelChoiceField(
        Tier.objects.none(), label=_("Into which package"), empty_label=_("Choose a package"),
        error_messages={
            "required": _("Choose the package."), "invalid_choice": _("Choose a package as it is sold now."),
        },
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("As"), choices=TierClause.Kind.choices)
    words = forms.CharField(
        label=_("Clause, as it will stand in every new scope"), max_length=300, widget=long_text(2),
        error_messages={"required": _("Write the clause.")},
    )  # fmt: skip

    def __init__(self, *given: Any, tiers: QuerySet[Tier], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["tier"].queryset = tiers  # type: ignore[attr-defined]


class RiskForm(SeenForm):
    """A lesson as a risk of the library, in the words in which the next deal will name it."""

    deed = True

    words = forms.CharField(
        label=_("Risk, as the next deal will name it"), max_length=200, widget=long_text(2),
        error_messages={"required": _("Write the risk.")},
    )  # fmt: skip
    probability = PercentField(label=_("How likely, %"), required=False)
    minutes = HoursField(label=_("Hours if it happens"), required=False)
    mitigation = forms.CharField(label=_("If it happens"), max_length=300, required=False)
    trigger = forms.CharField(label=_("How we’ll notice"), max_length=300, required=False)

    def clean_minutes(self) -> int:
        return self.cleaned_data["minutes"] or 0

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"words": row.words[:200]}


class SettleForm(SeenForm):
    taken = forms.TypedChoiceField(
        label=_("What becomes of it"), coerce=lambda word: word == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("Taken, elsewhere")), ("no", _("Not taken"))],
        error_messages={"required": _("Say whether it is taken.")},
    )  # fmt: skip
    why = forms.CharField(
        label=_("Where, or why not"), max_length=300, error_messages={"required": _("Say where it went, or why not.")}
    )

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"taken": "" if row.taken is None else "yes" if row.taken else "no", "why": row.decided_why}
