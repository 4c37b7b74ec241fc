"""The form of a duty: its words, and one letter for each person. Exactly one is Accountable."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.clients.models import Contact
from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.forms.fields import DayField, PersonField
from tandem.engagements.models import Duty, DutyPart, Engagement
from tandem.engagements.queries import duty as duties
from tandem.ledger.forms import SeenForm
from tandem.web.fields import TickField

LETTERS = [("", "–"), *DutyPart.Letter.choices]


class DutyForm(SeenForm):
    words = forms.CharField(label=_("Duty"), max_length=200)
    for_client = TickField(label=_("The client owes it"), required=False)
    due_on = DayField(label=_("Due"), required=False)

    def __init__(self, *args: Any, engagement: Engagement, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.people = dict(duties.candidates(engagement))
        for column, who in self.people.items():
            self.fields[f"letter_{column}"] = forms.ChoiceField(label=who.name, choices=LETTERS, required=False)
        self.fields["also"] = PersonField(label=_("Somebody else"), required=False, empty_label=_("Nobody else"))
        self.fields["also_letter"] = forms.ChoiceField(label=_("Their letter"), choices=LETTERS, required=False)
        self.fields["also"].offer(engagement, EDITORS)  # type: ignore[attr-defined]

    def letter_fields(self) -> list[tuple[duties.Somebody, forms.BoundField]]:
        return [(who, self[f"letter_{column}"]) for column, who in self.people.items()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        letters = {
            who: given.pop(f"letter_{column}") for column, who in self.people.items() if given.get(f"letter_{column}")
        }
        also, letter = given.pop("also", None), given.pop("also_letter", "")
        if also and letter:
            letters[also] = letter
        elif also or letter:
            self.add_error("also_letter" if also else "also", _("Choose both somebody and their letter."))
        self._check(letters, given)
        return {
            **{name: value for name, value in given.items() if not name.startswith("letter_")}, "letters": letters,
        }  # fmt: skip

    def _check(self, letters: dict[duties.Somebody, str], given: dict[str, Any]) -> None:
        accountable = [who.name for who, letter in letters.items() if letter == DutyPart.Letter.ACCOUNTABLE]
        if not accountable:
            self.add_error(None, _("Name one person who is Accountable."))
        elif len(accountable) > 1:
            self.add_error(
                None, _("Only one person can be Accountable; here it's %(names)s.") % {"names": ", ".join(accountable)}
            )
        elif given.get("for_client") and not any(
            isinstance(who, Contact) for who, letter in letters.items() if letter == DutyPart.Letter.ACCOUNTABLE
        ):
            self.add_error(None, _("The client owes it: make somebody of the client Accountable."))
        if given.get("for_client") and not given.get("due_on"):
            self.add_error("due_on", _("Say by when the client owes it."))

    def as_typed(self, row: Any) -> dict[str, Any]:
        duty: Duty = row
        parts = duty.parts.select_related("person", "contact")
        held = {duties.column_of(part.person or part.contact): part.letter for part in parts}  # type: ignore[arg-type]
        return {
            "words": duty.words, "for_client": duty.for_client, "due_on": duty.due_on,
            **{f"letter_{column}": held.get(column, "") for column in self.people},
        }  # fmt: skip

    def shown_as(self, name: str, value: Any) -> str:
        if name.startswith("letter_") and self.is_bound and value is None:
            chosen = self.cleaned_data.get("letters", {})
            value = chosen.get(self.people[name.removeprefix("letter_")], "")
        return super().shown_as(name, value)
