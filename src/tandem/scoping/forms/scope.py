"""Forms of a scope: its clauses, hours, dates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.engagements.forms.fields import DayField, HoursField, long_text
from tandem.engagements.models import Engagement, Promise
from tandem.ledger.forms import SeenForm
from tandem.people.models import Role
from tandem.scoping.actions.items import as_read
from tandem.scoping.actions.lines import as_read as hours_as_read
from tandem.scoping.actions.links import by_item, ids_of, standing
from tandem.scoping.models import EstimateLine, ScopeItem, ScopeVersion
from tandem.web.fields import CheckboxSelectMultiple
from tandem.web.words import NOTHING, hours

KINDS = [
    (ScopeItem.Kind.IN, _("In scope")), (ScopeItem.Kind.OUT, _("Not in scope")),
    (ScopeItem.Kind.ACCEPTANCE, _("How it’s accepted")), (ScopeItem.Kind.CHANGE, _("How it’s changed")),
]  # fmt: skip
LONGEST = 300


class PromisesField(forms.ModelMultipleChoiceField):
    """Some of the deal's promises, in the words they were made in."""

    def __init__(self, **extras: Any) -> None:
        super().__init__(queryset=Promise.objects.none(), widget=CheckboxSelectMultiple, required=False, **extras)

    def label_from_instance(self, promise: Promise) -> str:
        return f"“{promise.quote}”"


class ClauseForm(SeenForm):
    """`seen` is the clause as it was read, so that two people can edit different clauses at once."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def as_seen(self, text: str) -> str:
        return text

    def seen_of(self, row: Any) -> str:
        return as_read(row, ids_of(row)) if isinstance(row, ScopeItem) and row.pk else ""


class ItemForm(ClauseForm):
    words = forms.CharField(label=_("Clause"), max_length=LONGEST, widget=long_text(2))
    kind = forms.ChoiceField(label=_("Where it stands"), choices=KINDS)
    promises = PromisesField(label=_("Promises that it puts on paper"))
    because = forms.CharField(
        label=_("Why it’s there, or why it stays as worded"), max_length=200, required=False,
        help_text=_("If no tier and no promise explains it, or a vague word has to stay. Only we read this."),
    )  # fmt: skip

    def __init__(self, *args: Any, engagement: Engagement, **extras: Any) -> None:
        super().__init__(*args, **extras)
        promises = Promise.objects.filter(engagement=engagement).order_by("said_on", "pk")
        self.fields["promises"].queryset = promises  # type: ignore[attr-defined]
        if not promises:
            del self.fields["promises"]

    def as_typed(self, row: Any) -> dict[str, Any]:
        typed = super().as_typed(row)
        if "promises" in self.fields and isinstance(row, ScopeItem):
            typed["promises"] = list(standing(row).order_by("said_on", "pk"))
        return typed

    def shown_as(self, name: str, value: Any) -> str:
        if name == "promises":
            return "; ".join(f"“{promise.quote}”" for promise in value or []) or NOTHING
        return super().shown_as(name, value)


class WhyForm(ClauseForm):
    because = forms.CharField(
        label=_("Because"), max_length=200,
        help_text=_("Why the clause is there, or why its words stay. The client doesn’t read this."),
    )  # fmt: skip


class LinkForm(SeenForm):
    """Which clause says already what was promised; `seen` has each of them as it was read."""

    item = forms.ModelChoiceField(ScopeItem.objects.none(), label=_("Which clause says it"), empty_label=None)

    def __init__(self, *args: Any, scope: ScopeVersion, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.scope = scope
        self.fields["item"].queryset = scope.items.order_by("kind", "position", "pk")  # type: ignore[attr-defined]
        self.initial = {"seen": self.seen_of(scope), **self.initial}

    def as_seen(self, text: str) -> dict[str, str]:
        """Clause -> its digest."""
        return dict(pair for each in text.split() if len(pair := each.split(":")) == 2)

    def seen_of(self, row: Any) -> str:
        found = list(self.scope.items.order_by("pk"))
        said = by_item(found)
        return " ".join(f"{item.pk}:{as_read(item, said.get(item.pk, ()))}" for item in found)

    def as_typed(self, row: Any) -> dict[str, Any]:
        """Of whichever clause was reworded, its words are in the list."""
        return {}


class HoursForm(SeenForm):
    """One field for each line of the estimate; `seen` are the hours as they were read."""

    def __init__(self, *args: Any, lines: list[EstimateLine], **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.lines = lines
        for line in lines:
            self.fields[f"hours_{line.pk}"] = HoursField(label=line.role.name)

    def line_fields(self) -> list[tuple[EstimateLine, forms.BoundField]]:
        return [(line, self[f"hours_{line.pk}"]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        minutes = {line.pk: given[f"hours_{line.pk}"] for line in self.lines if f"hours_{line.pk}" in given}
        return {"seen": given.get("seen", ""), "minutes": minutes}

    def as_seen(self, text: str) -> str:
        return text

    def seen_of(self, row: Any) -> str:
        return hours_as_read(list(row.lines.all())) if isinstance(row, ScopeVersion) else ""

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {f"hours_{line.pk}": line.minutes for line in row.lines.all()}

    def shown_as(self, name: str, value: Any) -> str:
        if value is None and self.is_bound:
            value = self.cleaned_data.get("minutes", {}).get(int(name.removeprefix("hours_")))
        return hours(value)


class LineForm(SeenForm):
    role = forms.ModelChoiceField(Role.objects.none(), label=_("Role"), empty_label=_("Choose a role"))
    minutes = HoursField(label=_("Hours"))

    def __init__(self, *args: Any, taken: list[int], **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["role"].queryset = Role.objects.exclude(pk__in=taken).order_by("position", "name")  # type: ignore[attr-defined]


class DatesForm(SeenForm):
    starts_on = DayField(label=_("Starts"), required=False)
    ends_on = DayField(label=_("Ends"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, end = given.get("starts_on"), given.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("It ends before it starts."))
        return given
