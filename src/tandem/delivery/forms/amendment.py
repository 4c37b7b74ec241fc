"""What is typed to change something that was signed: the row's own fields as they read, and why."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.delivery.forms.project import ClientAgreedForm
from tandem.delivery.queries.amending import LABELS, MODELS
from tandem.engagements.models import Amendment, Promise
from tandem.engagements.models.outcome import MEANING
from tandem.ledger.forms import SeenForm
from tandem.web.fields import DayField, HoursField, TickField, long_text

__all__ = ["AmendForm", "ClientAgreedForm", "NoForm"]

Noun = Amendment.Noun
FIELDS: dict[str, tuple[str, ...]] = {
    Noun.DEAL: ("name", "amount", "close_on", "starts_on", "ends_on", "paragraph"),
    Noun.OUTCOME: MEANING,
    Noun.PROMISE: ("quote", "strength", "due_on"),
    Noun.ASSUMPTION: ("words", "because", "minutes_if_false"),
    Noun.DUTY: ("words", "for_client", "due_on"),
    Noun.RISK: ("words",),
}  # fmt: skip
LONG = ("paragraph", "expects", "proves", "not_done", "quote", "because")


class AmendForm(forms.Form):
    """The fields of one noun, as the row has them. `seen` is the version of the row that stood above the form."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label=gettext_lazy("Why it changes"), max_length=2000, widget=long_text(2),
        help_text=gettext_lazy("Everybody who signed it reads this; where they signed, the client too."),
        error_messages={"required": gettext_lazy("Say why: everybody who signed it reads it.")},
    )  # fmt: skip

    def __init__(self, *given: Any, noun: str, row: models.Model | None, **named: Any) -> None:
        super().__init__(*given, **named)
        self.noun, self.row = noun, row
        own = {name: _field(MODELS[noun], name) for name in FIELDS[noun]}
        if noun == Noun.PROMISE:
            own |= {
                "withdraw": TickField(label=_("Withdraw it: the client was told"), required=False),
                "told": forms.CharField(label=LABELS["paper_words"], max_length=300, required=False),
            }
        self.fields = {**own, "why": self.fields["why"], "seen": self.fields["seen"]}
        if row is not None:
            values = {name: getattr(row, name) for name in FIELDS[noun]}
            self.initial = {**values, "seen": row.version, **self.initial}  # type: ignore[attr-defined]

    @property
    def own(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ("why", "seen")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "minutes_if_false" in given:
            given["minutes_if_false"] = given["minutes_if_false"] or 0
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It ends before it starts."))
        if given.get("amount") is not None and given["amount"] < 0:
            self.add_error("amount", _("A price isn’t less than nothing."))
        if given.get("withdraw") and not given.get("told"):
            self.add_error("told", _("Say who told the client, and how."))
        return given

    def changes(self) -> dict[str, Any]:
        """What was typed into the row's own fields. A field that wasn't sent isn't asked for."""
        given = self.cleaned_data
        if given.get("withdraw"):
            return {"paper": str(Promise.Paper.WITHDRAWN), "paper_words": given["told"]}
        return {name: given[name] for name in FIELDS[self.noun] if name in given and self._was_sent(name)}

    def _was_sent(self, name: str) -> bool:
        widget = self.fields[name].widget
        return not widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name))


class NoForm(SeenForm):
    """Sent as it is drawn it says nothing, so there is nothing to take as unchanged."""

    deed = True
    why = forms.CharField(
        label=gettext_lazy("Why not"), max_length=300,
        error_messages={"required": gettext_lazy("Say why: whoever asked for it reads it.")},
    )  # fmt: skip

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"why": ""}


def _field(model: type[models.Model], name: str) -> forms.Field:
    column: Any = model._meta.get_field(name)
    if isinstance(column, models.DateField):
        return DayField(label=LABELS[name], required=False)
    if isinstance(column, models.BooleanField):
        return TickField(label=LABELS[name], required=False)
    if name == "minutes_if_false":
        return HoursField(label=LABELS[name], required=False)
    field = column.formfield(label=LABELS[name])
    field.help_text = ""
    if name in LONG:
        field.widget = long_text(3)
        field.max_length = 4000
    return field
