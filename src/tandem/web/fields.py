"""Fields as people type them: hours for minutes, percent for shares, a day, a moment, a tick, a long text.

A browser takes one form of a day, a moment and a number, whatever the language of the page: a stored value that is drawn
in another one shows as empty, and is emptied by the next save.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

LONGEST_HOURS = 20_000
DAY = "%Y-%m-%d"
MOMENT = "%Y-%m-%dT%H:%M"


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


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format=DAY)


class DayField(forms.DateField):
    """A day, picked from the browser's own calendar."""

    def __init__(self, **extras: Any) -> None:
        super().__init__(widget=DayInput(extras.pop("attrs", None)), **extras)


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock, to the minute."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=MOMENT)

    def format_value(self, value: Any) -> Any:
        """Seconds are drawn where there are any: without them the next save would take them away."""
        return f"{value:{MOMENT}:%S}" if getattr(value, "second", 0) else super().format_value(value)


class MomentField(forms.DateTimeField):
    """A day and a time of day."""

    def __init__(self, **extras: Any) -> None:
        words = {"invalid": _("Give a day and a time."), **extras.pop("error_messages", {})}
        formats = [MOMENT, f"{MOMENT}:%S", "%Y-%m-%d %H:%M"]
        super().__init__(widget=MomentInput(), input_formats=formats, error_messages=words, **extras)


class Drawn:
    """A box that isn't ticked isn't sent: a hidden input beside it says that it was drawn, so that a box that was never
    shown isn't taken for one that was cleared."""

    def marker(self, name: str) -> SafeString:
        return format_html('<input type="hidden" name="{}" value="1">', f"{name}-drawn")

    def render(self, name: str, *given: Any, **named: Any) -> SafeString:
        return self.marker(name) + super().render(name, *given, **named)  # type: ignore[misc]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-drawn" not in data


class CheckboxInput(Drawn, forms.CheckboxInput):
    """One box."""


class CheckboxSelectMultiple(Drawn, forms.CheckboxSelectMultiple):
    """Several boxes of one name."""


class TickField(forms.BooleanField):
    """Yes or no, by one box."""

    widget = CheckboxInput


def long_text(rows: int = 3, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})
