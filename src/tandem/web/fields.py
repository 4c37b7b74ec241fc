"""Fields as people type them: hours for minutes, percent for shares, a day, a long text."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

LONGEST_HOURS = 20_000


class HoursField(forms.DecimalField):
    """Typed in hours, kept in whole minutes."""

    def __init__(self, **extras: Any) -> None:
        extras = {"min_value": Decimal(0), "max_value": Decimal(LONGEST_HOURS), "decimal_places": 2, **extras}
        super().__init__(**extras)
        self.widget.attrs.update({"inputmode": "decimal", "step": "any"})

    def clean(self, value: Any) -> int | None:
        hours = super().clean(value)
        return None if hours is None else int((hours * 60).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 60:.2f}".rstrip("0").rstrip(".") if isinstance(value, int) else value


class PercentField(forms.DecimalField):
    """Typed in percent, kept as a share from 0 to 1."""

    def __init__(self, **extras: Any) -> None:
        super().__init__(min_value=Decimal(0), max_value=Decimal(100), decimal_places=1, **extras)

    def clean(self, value: Any) -> Decimal | None:
        percent = super().clean(value)
        return None if percent is None else (percent / 100).quantize(Decimal("0.001"))

    def prepare_value(self, value: Any) -> Any:
        return f"{value * 100:.1f}".removesuffix(".0") if isinstance(value, Decimal) else value


class DayField(forms.DateField):
    """A day, picked from the browser's own calendar."""

    def __init__(self, **extras: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **extras)


def long_text(rows: int = 3, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})
