"""Rows of any model with something in every field: each hidden field holds a canary that is found wherever it leaks."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from django.db import models

from tandem.people.models import Person
from tandem.people.rights import CLASSES

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
Row = TypeVar("Row", bound=models.Model)


NUMBERS = count(1)


def figure(label: str, field: models.DecimalField) -> Decimal:
    """A number that nothing else says, another one for every field of every row: big ones for sums of money, odd pence for
    hourly rates. What isn't money is a share like any other."""
    number = next(NUMBERS)
    if label not in CLASSES:
        return Decimal("0.371") if field.max_digits - field.decimal_places <= 2 else Decimal(90)
    if label == "review.policy.margin_floor":
        return Decimal("0.287")
    if "hourly" in field.name:
        return Decimal(f"{20_000 + number}.{13 + number % 83:02d}")
    if field.max_digits - field.decimal_places <= 2:
        return Decimal("0.371")
    return Decimal(310_007 + number * 997)


class Maker:
    """Makes rows of one firm's story. `text` is what every text field says (`{}` becomes model.field)."""

    def __init__(self, person: Person, salt: int, text: str) -> None:
        self.person, self.salt, self.text = person, salt, text
        self.canaries: dict[str, set[str]] = {}
        self.of_field: dict[str, set[str]] = {}
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
            return self._noted(label, figure(label, field))
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
        if label in CLASSES and value != UNSEEN:
            self.canaries.setdefault(str(CLASSES[label]), set()).update(spelt(value))
            self.of_field.setdefault(label, set()).update(spelt(value))
        return value


UNSEEN = Decimal("0.371")  # a share: too common a number to tell where it comes from


def spelt(value: Any) -> set[str]:
    """The ways in which a page may say a value; numbers plain, as `plain_numbers` reads them off a page."""
    if not isinstance(value, Decimal):
        return {str(value)}
    if value < 1:
        return {plain(value * 100), plain(value)}
    whole = {f"£{value / 1000:.0f}k"} if value >= 10_000 else set()
    return {plain(value), *whole}


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


NUMBER = re.compile(r"\d{1,3}(?:[,\u00a0\u202f’]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
APART = re.compile(r"[,\u00a0\u202f’]")


def plain_numbers(said: str) -> set[str]:
    """Every number on a page, whatever stands round it or between its digits: £412,345.00 is 412345."""
    return {plain(Decimal(APART.sub("", found))) for found in NUMBER.findall(said) if len(found) < 30}
