"""Invented words for the page that shows every component in every state."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tandem.gates import Finding, Waived


@dataclass(frozen=True)
class Face:
    """A person as the components know one."""

    name: str
    initials: str
    side: str = ""


TOM = Face("Tom Bergqvist", "TB", "s")
PRIYA = Face("Priya Raman", "PR", "d")
RUTH = Face("Ruth Castellan", "RC", "c")
HANNAH = Face("Hannah Weiss", "HW")


class RiskForm(forms.Form):
    """A form that has something of everything, and fails."""

    risk = forms.CharField(label="Risk")
    owner = forms.CharField(
        label="Owner", help_text="One person, from either side or the client. A team cannot own a risk."
    )
    review_on = forms.CharField(label="Review on", widget=forms.TextInput(attrs={"inputmode": "text"}))
    size = forms.ChoiceField(label="Size", choices=[("major", "Major"), ("medium", "Medium"), ("minor", "Minor")])
    words = forms.CharField(label="If it happens", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    tell = forms.BooleanField(label="Tell the client", required=False, help_text="With the weekly status.")
    sides = forms.MultipleChoiceField(
        label="Who is in the room",
        choices=[("sales", "Sales"), ("delivery", "Delivery"), ("client", "The client")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_owner(self) -> str:
        raise ValidationError("Name one person who owns this risk")

    def clean_review_on(self) -> str:
        raise ValidationError("Review date must be before the proposal goes out, 11 December 2026")


class AnswerForm(forms.Form):
    """Three verdicts as cards."""

    answer = forms.ChoiceField(
        label="Delivery answers",
        widget=forms.RadioSelect,
        initial="if",
        choices=[("agree", "Agree"), ("if", "Agree if…"), ("flag", "Red flag")],
    )
    condition = forms.CharField(label="Condition, as the client will read it", widget=forms.Textarea(attrs={"rows": 2}))


FINDINGS = [
    Finding("fits", "Fits our ideal client", None, note="82 of 100, floor is 65"),
    Finding("done", "“Done” is defined and signed", "Sign outcome 2", note="2 of 3 outcomes", waits_on=(TOM,)),
    Finding("owner", "Every major risk has an owner", "Name the third", note="2 of 3", place="risks", stops=True),
    Finding("call", "Reverse-pitch call", "Hold it on Thu 26 Nov, 14:00", waits_on=(TOM, PRIYA)),
    Finding("late", "Assumptions challenged", "One is open", waived=Waived("Maya Okonkwo", "client is known")),
]
KEY_STATES = [
    ((False, False, False), "Nobody has signed", "open"),
    ((True, False, False), "Sales has signed", "waits on delivery"),
    ((False, True, False), "Delivery has signed", "waits on sales"),
    ((True, False, True), "Delivery has challenged", "stops the gate"),
    ((True, True, False), "Both have signed", "agreed"),
]
SOLD_AND_DELIVERED = [
    ("Corvid Insurance", "Gold", Decimal("0.34"), Decimal("0.22"), 5, "Nobody told us the test data was our job."),
    ("Brackwater Bank", "Silver", Decimal("0.36"), Decimal("0.33"), 8, "They say no early. I like that."),
    ("Castell Housing", "Bronze", Decimal("0.38"), Decimal("0.41"), 10, "Did exactly what the page said."),
]
MONDAYS = [date(2026, 11, 23) + timedelta(weeks=week) for week in range(8)]
HEAT = [
    ("Lucía Ferrer", [100, 100, 80, 60, None, 80, 110, 110]),
    ("Jonas Pihl", [100, 110, 130, 80, None, 100, 120, 140]),
    ("Wen Zhao", [90, 80, 45, 0, None, 40, 60, 80]),
]
BOARD = [("Scope", ["Pell Energy", "Orrin rollout"]), ("Agree", ["Halden Water"]), ("Propose", [])]


def every_pattern() -> dict[str, Any]:
    """The context of patterns.html."""
    risk = RiskForm(
        {
            "risk": "Spring board date moves forward",
            "owner": "Data team",
            "review_on": "18 December 2026",
            "size": "major",
            "sides": ["sales"],
        }
    )
    risk.is_valid()
    return {
        "tom": TOM,
        "priya": PRIYA,
        "ruth": RUTH,
        "hannah": HANNAH,
        "risk": risk,
        "answer": AnswerForm(),
        "findings": FINDINGS,
        "key_states": KEY_STATES,
        "rows": SOLD_AND_DELIVERED,
        "floor": Decimal("0.32"),
        "day_one": date(2027, 1, 11),
        "mondays": MONDAYS,
        "heat": [(name, [(_level(number), number) for number in row]) for name, row in HEAT],
        "board": BOARD,
        "weeks": [(19.6, 0, 0), (12.7, 0, 0), (15, 3.1, 0), (15.4, 4.6, 2), (14, 4, 1)],
    }


def _level(percent: int | None) -> str:
    if percent is None:
        return "off"
    step = sum(percent > edge for edge in (0, 49, 84, 100, 115))
    return f"l{step}" + (" pipe" if percent >= 110 else "")
