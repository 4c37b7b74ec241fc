"""Rows of any model with something in every field: each hidden field holds a canary that is found wherever it leaks."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models

from tandem.people.models import Person
from tandem.people.rights import CLASSES

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
Row = TypeVar("Row", bound=models.Model)


def figure(label: str, field: models.DecimalField, salt: int) -> Decimal:
    """A number that nothing else says by chance: big ones for sums of money, odd pence for hourly rates."""
    seed = sum(ord(letter) * (place + 7) for place, letter in enumerate(label)) * 37 + salt * 7919
    if field.max_digits - field.decimal_places <= 2:
        return Decimal("0.371")
    if "hourly" in field.name:
        return Decimal(f"{61 + seed % 29}.{11 + seed % 83:02d}")
    return Decimal(310_000 + seed % 589_000)


class Maker:
    """Makes rows of one firm's story. `text` is what every text field says (`{}` becomes model.field)."""

    def __init__(self, person: Person, salt: int, text: str) -> None:
        self.person, self.salt, self.text = person, salt, text
        self.canaries: dict[str, set[str]] = {}
        self.made = 0

    def __call__(self, model: type[Row], **given: Any) -> Row:
        values = dict(given)
        for field in model._meta.concrete_fields:
            if field.name not in values and field.attname not in values and not field.primary_key:
                value = self._value(model._meta.label_lower, field)
                if value is not None:
                    values[field.name] = value
        return model._default_manager.create(**values)

    def _value(self, model: str, field: Any) -> Any:
        label = f"{model}.{field.name}"
        if isinstance(field, models.DecimalField):
            return self._noted(label, figure(label, field, self.salt + self.made))
        if field.choices:
            return None if field.has_default() or field.blank else field.choices[0][0]
        if isinstance(field, models.EmailField | models.URLField | models.SlugField):
            return None
        if isinstance(field, models.CharField | models.TextField):
            return self._words(label, field)
        if field.has_default() or field.null:
            return None
        return self._required(field)

    def _words(self, label: str, field: Any) -> str | None:
        if field.name in (
            "digest",
            "system",
            "stored_as",
            "key",
            "rule",
            "raised_in",
            "section",
            "crm_stage",
            "currency",
        ):
            return None
        self.made += 1
        words = self.text.replace("{}", label.replace(".", " "))
        if field.unique:
            words += f" {self.made}"
        return self._noted(label, words[: field.max_length or 10_000])

    def _required(self, field: Any) -> Any:
        if isinstance(field, models.ForeignKey):
            return self.person if field.related_model is Person else None
        if isinstance(field, models.DateTimeField):
            return AT - timedelta(days=3)
        if isinstance(field, models.DateField):
            return date(2026, 11, 2)
        if isinstance(field, models.BooleanField):
            return False
        if isinstance(field, models.IntegerField):
            return 90
        return None

    def _noted(self, label: str, value: Any) -> Any:
        if label in CLASSES:
            self.canaries.setdefault(str(CLASSES[label]), set()).update(spelt(value))
        return value


def spelt(value: Any) -> set[str]:
    """The ways in which a page may say a value."""
    if not isinstance(value, Decimal):
        return {str(value)}
    if value != value.to_integral():
        return {str(value)}
    whole = int(value)
    return {str(whole), f"{whole:,}", f"£{whole / 1000:.0f}k"}
