"""Forms of a risk: what may happen, its owner, the owner's answer."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tandem.clients.models import Contact
from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.forms.fields import DayField, HoursField, PercentField, PersonField, labelled
from tandem.engagements.models import Engagement, Risk
from tandem.ledger.forms import SeenForm
from tandem.web.fields import TickField

NOBODY = _("Name one person who owns this risk")


class OwnerField(forms.ChoiceField):
    """One person of either side or of the client ("p12", "c3"). A team can't own a risk."""

    def offer(self, engagement: Engagement) -> None:
        colleagues = PersonField()
        colleagues.offer(engagement, EDITORS)
        self.people: dict[str, Any] = {f"p{person.pk}": person for person in colleagues.queryset}  # type: ignore[union-attr]
        contacts = Contact.objects.filter(account=engagement.account_id).order_by("name", "pk")[:200]
        self.contacts = {f"c{contact.pk}": contact for contact in contacts}
        ours = [(key, labelled(person)) for key, person in self.people.items()]
        theirs = [(key, contact.name) for key, contact in self.contacts.items()]
        self.choices = [("", _("Nobody yet")), (_("Ours"), ours), *([(_("The client’s"), theirs)] if theirs else [])]

    def keep(self, risk: Risk) -> None:
        """Whoever owns it stays a choice, also when they have left."""
        key, who = owner_value(risk), risk.owner or risk.owner_contact
        if who is None or key in {**self.people, **self.contacts}:
            return
        offered: dict[str, Any] = self.people if risk.owner else self.contacts
        offered[key] = who
        self.choices = [*self.choices, (key, who.name)]  # type: ignore[misc]

    def split(self, value: str) -> dict[str, Any]:
        return {"owner": self.people.get(value), "owner_contact": self.contacts.get(value)}


def owner_value(risk: Risk) -> str:
    return f"p{risk.owner_id}" if risk.owner_id else f"c{risk.owner_contact_id}" if risk.owner_contact_id else ""


class RiskForm(SeenForm):
    words = forms.CharField(label=_("Risk"), max_length=200)
    size = forms.ChoiceField(label=_("Size"), choices=Risk.Size.choices, initial=Risk.Size.MEDIUM)
    who = OwnerField(
        label=_("Owner"),
        error_messages={"invalid_choice": NOBODY},
        required=False,
        help_text=_("One person, from either side or the client. A team cannot own a risk."),
    )
    probability = PercentField(label=_("How likely, %"), required=False)
    impact_minutes = HoursField(label=_("Hours if it happens"), required=False)
    impact_money = forms.DecimalField(
        label=_("Money if it happens"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    mitigation = forms.CharField(label=_("If it happens"), max_length=300, required=False)
    trigger = forms.CharField(label=_("How we’ll notice"), max_length=300, required=False)
    review_on = DayField(label=_("Review on"), required=False)
    priced = TickField(label=_("Its expected hours are in the price"), required=False)

    def __init__(self, *args: Any, engagement: Engagement, sees_prices: bool = True, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.engagement = engagement
        self.fields["who"].offer(engagement)  # type: ignore[attr-defined]
        if not sees_prices:
            del self.fields["impact_money"]

    def clean_impact_minutes(self) -> int:
        return self.cleaned_data["impact_minutes"] or 0

    def clean_review_on(self) -> Any:
        review_on, close_on = self.cleaned_data["review_on"], self.engagement.close_on
        moved = self.row is None or review_on != getattr(self.row, "review_on", None)
        if review_on and close_on and self.engagement.is_open and review_on > close_on and moved:
            raise forms.ValidationError(
                _("Review date must be before the proposal goes out, %(day)s"),
                params={"day": date_format(close_on, "j F Y")},
            )
        return review_on

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("priced") and not given.get("impact_minutes") and "impact_minutes" not in self.errors:
            self.add_error("impact_minutes", _("Say how many hours are in the price."))
        if "who" in given:
            given |= self.fields["who"].split(given["who"])  # type: ignore[attr-defined]
        return {name: value for name, value in given.items() if name != "who"}

    def as_typed(self, row: Any) -> dict[str, Any]:
        self.fields["who"].keep(row)  # type: ignore[attr-defined]
        return {**super().as_typed(row), "who": owner_value(row)}

    def shown_as(self, name: str, value: Any) -> str:
        if name == "who":
            field = self.fields["who"]
            chosen = value if value is not None else self.data.get(self.add_prefix("who"), "")
            somebody = {**field.people, **field.contacts}.get(chosen)  # type: ignore[attr-defined]
            return somebody.name if somebody else "–"
        return super().shown_as(name, value)


class OwnerForm(SeenForm):
    who = OwnerField(
        label=_("Owner"),
        help_text=_("One person, from either side or the client. A team cannot own a risk."),
        error_messages={"required": NOBODY, "invalid_choice": NOBODY},
    )

    def __init__(self, *args: Any, engagement: Engagement, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["who"].offer(engagement)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "who" in given:
            given |= self.fields["who"].split(given["who"])  # type: ignore[attr-defined]
        return {name: value for name, value in given.items() if name != "who"}

    def as_typed(self, row: Any) -> dict[str, Any]:
        self.fields["who"].keep(row)  # type: ignore[attr-defined]
        self.deed = bool(row.declined_why)  # who said no is asked again
        return {"who": owner_value(row)}

    def shown_as(self, name: str, value: Any) -> str:
        return RiskForm.shown_as(self, name, value)  # type: ignore[arg-type]


class OwnForm(SeenForm):
    """The named person's answer; for a client contact it is recorded by sales, with a note of how it was given."""

    ANSWERS = [("accept", _("I own it")), ("decline", _("I can’t own it"))]
    says = forms.ChoiceField(label=_("Answer"), choices=ANSWERS, widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why, or how the client said so"), max_length=300, required=False)

    def __init__(self, *args: Any, for_contact: bool = False, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.for_contact = for_contact
        if for_contact:
            self.fields["says"].choices = [("accept", _("They own it")), ("decline", _("They decline"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("why") and given.get("says") == "decline":
            self.add_error("why", _("Say why, so that somebody else can be named."))
        elif not given.get("why") and self.for_contact and given.get("says"):
            self.add_error("why", _("Say how and when the client said so."))
        return given


class HappenedForm(SeenForm):
    actual_minutes = HoursField(label=_("Hours that it cost"), help_text=_("So far; you can change them later."))
    note = forms.CharField(label=_("What happened"), max_length=300, required=False)

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"actual_minutes": row.actual_minutes or None, "note": ""}


class ReviewForm(SeenForm):
    """Still open: when it's looked at again. `today` is given by the view."""

    review_on = DayField(label=_("Look at it again on"))
    note = forms.CharField(label=_("What you found"), max_length=300, required=False)

    def __init__(self, *args: Any, today: date, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.today = today

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day to come."))
        return day

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"review_on": None, "note": ""}
