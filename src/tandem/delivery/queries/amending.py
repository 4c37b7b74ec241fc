"""What an amendment holds of a row: which model, its values as text and back, and what each field is called."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from tandem.engagements.models import Amendment, Assumption, Duty, Engagement, Outcome, Promise, Risk

Noun = Amendment.Noun
MODELS: dict[str, type[models.Model]] = {
    Noun.DEAL: Engagement, Noun.OUTCOME: Outcome, Noun.PROMISE: Promise, Noun.ASSUMPTION: Assumption, Noun.DUTY: Duty,
    Noun.RISK: Risk,
}  # fmt: skip

LABELS: dict[str, Any] = {
    "name": gettext_lazy("Name"), "account": gettext_lazy("Client"), "amount": gettext_lazy("Price"), "close_on": gettext_lazy("Expected close"), "starts_on": gettext_lazy("Start"),
    "ends_on": gettext_lazy("End"), "paragraph": gettext_lazy("In one paragraph"), "title": gettext_lazy("Outcome"),
    "expects": gettext_lazy("What the client expects"), "proves": gettext_lazy("What we can prove"),
    "baseline": gettext_lazy("Baseline"), "target": gettext_lazy("Target"), "unit": gettext_lazy("Unit"),
    "measured_how": gettext_lazy("Measured how"), "measured_by": gettext_lazy("Measured by"),
    "measured_on": gettext_lazy("Measured on"), "not_done": gettext_lazy("What done is not"),
    "quote": gettext_lazy("What was said"), "strength": gettext_lazy("How firmly"), "due_on": gettext_lazy("Due on"),
    "words": gettext_lazy("Words"), "because": gettext_lazy("Why we believe it"),
    "minutes_if_false": gettext_lazy("Hours if it’s false"),
    "for_client": gettext_lazy("The client owes it"), "paper": gettext_lazy("Where it’s documented"),
    "paper_words": gettext_lazy("Who told the client, and how"), "said_by": gettext_lazy("Said by"),
    "said_to": gettext_lazy("Said to"), "said_on": gettext_lazy("Said on"), "said_where": gettext_lazy("Said where"),
    "tier": gettext_lazy("Tier"), "price_if_false": gettext_lazy("Price if it’s false"), "priced": gettext_lazy("In the price"),
    "paper_knows": gettext_lazy("Who knows"),
}  # fmt: skip


def as_text(value: Any) -> Any:
    """A value as an amendment keeps it."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


def value_of(model: type[models.Model], name: str, text: Any) -> Any:
    """The same as the row holds it."""
    field = model._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return field.related_model._base_manager.filter(pk=text).first() if text else None
    return field.to_python(text)  # type: ignore[union-attr]
