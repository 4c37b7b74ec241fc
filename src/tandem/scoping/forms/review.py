"""Forms of the review: the session and the red flags."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.forms.fields import PersonField, long_text
from tandem.engagements.models import Engagement
from tandem.engagements.models.named import people_named_on
from tandem.ledger.forms import SeenForm
from tandem.people.models import Person
from tandem.scoping.models import ScopingSession, Section, Vet
from tandem.web.fields import CheckboxSelectMultiple, MomentField


class PeopleField(forms.ModelMultipleChoiceField):
    """Some of the deal's people, by checkboxes."""

    def __init__(self, **extras: Any) -> None:
        super().__init__(queryset=Person.objects.none(), widget=CheckboxSelectMultiple, required=False, **extras)

    def label_from_instance(self, person: Person) -> str:
        return person.name


class SessionForm(SeenForm):
    planned_at = MomentField(label=_("When"), help_text=_("Thirty minutes."))
    people = PeopleField(label=_("Who"))
    also = PersonField(label=_("And somebody else"), required=False, empty_label=_("Nobody else"))

    def __init__(self, *args: Any, engagement: Engagement, **extras: Any) -> None:
        super().__init__(*args, **extras)
        near = Person.objects.filter(is_active=True, pk__in=people_named_on(engagement.pk))
        self.fields["people"].queryset = near.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["also"].offer(engagement, EDITORS)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        also = given.pop("also", None)
        people = list(dict.fromkeys([*given.get("people", []), *([also] if also else [])]))
        if not any(person.side == "d" for person in people):
            self.add_error("people", _("Ask at least one person of delivery."))
        return {**given, "people": people}


class HoldForm(SeenForm):
    came = PeopleField(label=_("Who came"))
    also = PersonField(label=_("And somebody else"), required=False, empty_label=_("Nobody else"))
    notes = forms.CharField(label=_("What was said"), max_length=10_000, required=False, widget=long_text(5))

    def __init__(self, *args: Any, session: ScopingSession, **extras: Any) -> None:
        super().__init__(*args, **extras)
        seated = Person.objects.filter(pk__in=session.seats.values("person")).order_by("name", "pk")
        self.fields["came"].queryset = seated  # type: ignore[attr-defined]
        self.fields["also"].offer(session.engagement, EDITORS)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        also = given.pop("also", None)
        came = list(dict.fromkeys([*given.get("came", []), *([also] if also else [])]))
        if not came:
            self.add_error("came", _("Say who came."))
        return {**given, "came": came}

    def as_typed(self, row: Any) -> dict[str, Any]:
        came = [seat.person for seat in row.seats.filter(came=True).select_related("person").order_by("person__name")]
        return {"came": came, "notes": row.notes}

    def shown_as(self, name: str, value: Any) -> str:
        if name == "came":
            return ", ".join(person.name for person in value or []) or "–"
        return super().shown_as(name, value)


class FlagForm(SeenForm):
    section = forms.ChoiceField(label=_("About"), choices=Section.choices)
    words = forms.CharField(label=_("What is wrong"), max_length=2000, widget=long_text())


class VetForm(SeenForm):
    """Delivery's word on a section. `now` answers what the section says at this moment (queries.vets.token_of), which
    is what `seen` holds: there may be no row yet."""

    word = forms.ChoiceField(
        label=_("Delivery says"), choices=Vet.Word.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it’s fine.")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("In which words"), max_length=2000, required=False, widget=long_text(),
        help_text=_("What you ask, or what is wrong."),
    )  # fmt: skip

    def __init__(self, *args: Any, now: Callable[[], str], **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.now = now
        self.initial = {"seen": now(), **self.initial}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("word") in (Vet.Word.QUESTION, Vet.Word.FLAG) and not given.get("words", "").strip():
            asks = given["word"] == Vet.Word.QUESTION
            self.add_error("words", _("Write down what you ask.") if asks else _("Say what is wrong."))
        return given

    def as_seen(self, text: str) -> Any:
        """As it was sent: without what was read it's a form that nobody was shown, and out of date."""
        return text

    def seen_of(self, row: Any) -> str:
        return self.now()

    def as_typed(self, row: Any) -> dict[str, Any]:
        """Of a section that reads otherwise, but that nobody vetted, there are no two words to compare."""
        return {"word": row.word, "words": row.words} if row.pk else {}


class VetReplyForm(SeenForm):
    reply = forms.CharField(label=_("Sales answers"), max_length=2000, widget=long_text())


class ReplyForm(SeenForm):
    reply = forms.CharField(label=_("Sales answers"), max_length=2000, widget=long_text())


class ClearForm(SeenForm):
    cleared_why = forms.CharField(label=_("Why it’s cleared"), max_length=2000, widget=long_text(2))
