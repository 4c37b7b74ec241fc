"""Forms of a challenge: sales' answer, and who was right."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.engagements.forms.fields import long_text
from tandem.engagements.models import Challenge
from tandem.ledger.forms import SeenForm


class ChallengeReplyForm(SeenForm):
    reply = forms.CharField(
        label=_("Sales answers"),
        max_length=2000,
        widget=long_text(),
        error_messages={"required": _("Say what you do about it, or why not.")},
    )


class HindsightForm(SeenForm):
    """Who was right. `rights` are the verdicts that are this person's to give."""

    right = forms.ChoiceField(label=_("Who was right?"), widget=forms.RadioSelect)
    judged_why = forms.CharField(
        label=_("What showed it"),
        max_length=300,
        widget=long_text(2),
        error_messages={"required": _("Say what showed it: hindsight without a reason teaches nobody.")},
    )

    def __init__(self, *args: Any, rights: Iterable[str], **extras: Any) -> None:
        super().__init__(*args, **extras)
        allowed = set(rights)
        self.fields["right"].choices = [each for each in Challenge.Right.choices if each[0] in allowed]  # type: ignore[attr-defined]
