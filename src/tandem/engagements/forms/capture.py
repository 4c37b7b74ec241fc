"""Quick capture: the pasted notes, and what was found in them for a person to confirm. Nothing is kept in between: the
notes and every choice travel in the form itself."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.calc.capture import LIMIT
from tandem.engagements.forms.fields import DayField, long_text
from tandem.engagements.models import Promise
from tandem.people.models import Person
from tandem.web.fields import TickField

MOST = 100  # proposals on one page


class PersonChoice(forms.ChoiceField):
    """One of the people given: read once for all rows of the page."""

    people: Mapping[str, Person] = {}

    def offer(self, people: Mapping[str, Person]) -> None:
        self.people = people
        self.choices = [("", _("Choose somebody")), *((key, each.name) for key, each in people.items())]

    def clean(self, value: Any) -> Person | None:
        return self.people.get(super().clean(value))


class NotesForm(forms.Form):
    """What was written down on a call, and what holds for all of it unless the notes say otherwise."""

    notes = forms.CharField(
        label=_("Notes of the call"),
        max_length=LIMIT,
        widget=long_text(12),
        help_text=_("Lines such as “Tom: we will …” tell who said it. What the client’s people say is left out."),
        error_messages={
            "required": _("Paste the notes first."),
            "max_length": _(
                "These notes have %(show_value)s characters; %(limit_value)s are read at once. Paste a part."
            ),
        },
    )
    held_on = DayField(label=_("Day of the call"))
    said_by = PersonChoice(label=_("Said by, where no name stands"))
    said_to = forms.CharField(label=_("Said to"), max_length=120, required=False)
    said_where = forms.CharField(label=_("Where"), max_length=120, required=False)

    def __init__(self, *args: Any, people: Mapping[str, Person], **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["said_by"].offer(people)  # type: ignore[attr-defined]
        self.fields["notes"].widget.attrs.pop("maxlength", None)  # a browser would cut the end off without a word

    def of_call(self) -> dict[str, Any]:
        """What every promise of this call has in common."""
        given = self.cleaned_data
        return {"said_on": given["held_on"], "said_where": given["said_where"]}


class ProposalForm(forms.Form):
    """One likely promise. What isn't ticked isn't looked at."""

    take = TickField(label=_("Write it down"), required=False)
    quote = forms.CharField(label=_("What was said"), max_length=2000, widget=long_text(2))
    strength = forms.ChoiceField(label=_("How strong"), choices=Promise.Strength.choices)
    said_by = PersonChoice(label=_("Said by"), error_messages={"required": _("Say who said it.")})
    said_to = forms.CharField(label=_("Said to"), max_length=120, required=False)
    due_on = DayField(label=_("By when"), required=False)
    found = forms.CharField(widget=forms.HiddenInput, required=False, max_length=600)

    def __init__(self, *args: Any, people: Mapping[str, Person], **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["said_by"].offer(people)  # type: ignore[attr-defined]

    @property
    def taken(self) -> bool:
        return bool(self["take"].value())

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.taken:
            self._errors = forms.utils.ErrorDict()


class Proposals(forms.BaseFormSet):
    """The rows of the page, by their numbers; more than MOST were never on it."""

    def ticked(self) -> list[dict[str, Any]]:
        """The words of the promises to write down."""
        names = ("quote", "strength", "said_by", "said_to", "due_on")
        return [{name: form.cleaned_data[name] for name in names} for form in self.forms if form.taken]


ProposalSet: type[Proposals] = cast(
    type[Proposals],
    forms.formset_factory(ProposalForm, formset=Proposals, extra=0, max_num=MOST, absolute_max=MOST),
)
