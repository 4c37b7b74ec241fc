"""How a file is read: which column is which field, and answers to what the file leaves open."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.connectors.files.answers import Unanswerable, answer
from tandem.connectors.files.columns.numbers import ISO_CODES
from tandem.connectors.files.match import PARTS, SYSTEMS, Mapping
from tandem.connectors.files.questions import NONE
from tandem.connectors.files.study import EVIDENCE
from tandem.connectors.models import ImportBatch

LABELS = {
    "external_id": gettext_lazy("Id in the CRM"),
    "name": gettext_lazy("Deal"),
    "client": gettext_lazy("Client"),
    "seller": gettext_lazy("Seller"),
    "seller_email": gettext_lazy("Seller’s e-mail"),
    "stage": gettext_lazy("Stage"),
    "status": gettext_lazy("Open, won or lost"),
    "amount": gettext_lazy("Worth"),
    "won_amount": gettext_lazy("Worth when it was won"),
    "currency": gettext_lazy("Currency"),
    "period": gettext_lazy("Paid once per"),
    "duration": gettext_lazy("Paid how many times"),
    "probability": gettext_lazy("Probability"),
    "close_date": gettext_lazy("Decides on"),
    "closed_date": gettext_lazy("Closed on"),
    "created_date": gettext_lazy("Created on"),
    "start_date": gettext_lazy("Starts on"),
    "won_date": gettext_lazy("Won on"),
    "lost_date": gettext_lazy("Lost on"),
    "product": gettext_lazy("Offering"),
    "tier": gettext_lazy("Tier"),
    "lost_reason": gettext_lazy("Why it was lost"),
    "pipeline": gettext_lazy("Pipeline"),
    "description": gettext_lazy("In one paragraph"),
    "is_won": gettext_lazy("Is won"),
    "is_closed": gettext_lazy("Is closed"),
    "is_active": gettext_lazy("Is active"),
    "is_deleted": gettext_lazy("Is deleted"),
}
STAGES = {
    "lead": gettext_lazy("Lead"),
    "qualified": gettext_lazy("Qualified"),
    "signed": gettext_lazy("Signed"),
    "lost": gettext_lazy("Lost"),
}
STATUSES = {"open": gettext_lazy("Open"), "signed": gettext_lazy("Won"), "lost": gettext_lazy("Lost")}
ANSWERS = {
    "day/month": gettext_lazy("The day: 31/12"),
    "month/day": gettext_lazy("The month: 12/31"),
    "point": gettext_lazy("The point: 1,234.56"),
    "comma": gettext_lazy("The comma: 1.234,56"),
    "0 to 1": gettext_lazy("To 1: 0.2 is one in five"),
    "0 to 100": gettext_lazy("To 100: 20 is one in five"),
    "cents": gettext_lazy("Cents: 1250 is 12.50"),
    "whole": gettext_lazy("Whole units: 1250 is 1,250.00"),
    "thousands": gettext_lazy("Thousands: 12.5 is 12,500.00"),
    "column": gettext_lazy("The row’s currency"),
    "cell": gettext_lazy("What the cell itself says"),
    "one": gettext_lazy("One client"),
    "several": gettext_lazy("One client for each legal form"),
    "same": gettext_lazy("The same: they take the file’s word"),
    "new": gettext_lazy("Others: they come in as new deals"),
}
TYPED = ("rate:", "period:")
WORDS = ("stage:", "status:")


class MappingForm(forms.Form):
    """Built from what the last look at the file found. A question keeps its place in `batch.questions`."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    system = forms.ChoiceField(label=gettext_lazy("Where it comes from"))

    def __init__(self, data: Any, batch: ImportBatch) -> None:
        self.batch, self.mapping = batch, Mapping.from_json(batch.mapping)
        self.header = list(batch.findings.get("header", []))
        super().__init__(data, initial={"seen": batch.version, "system": batch.system}, label_suffix="")
        own = [] if batch.system in SYSTEMS else [(batch.system, batch.system)]
        self.fields["system"].choices = [*SYSTEMS.items(), *own]  # type: ignore[attr-defined]
        self._add_questions()
        self._add_columns()

    @property
    def needed(self) -> list[forms.BoundField]:
        """Questions that stop the import."""
        return self._asked(lambda asked: asked["needed"])

    @property
    def settled(self) -> list[forms.BoundField]:
        """Questions of how values are written that were answered."""
        return self._asked(lambda asked: not asked["needed"] and not asked["key"].startswith((*TYPED, *WORDS)))

    @property
    def stages(self) -> list[forms.BoundField]:
        return self._asked(lambda asked: not asked["needed"] and asked["key"].startswith(WORDS))

    @property
    def rates(self) -> list[forms.BoundField]:
        return self._asked(lambda asked: not asked["needed"] and asked["key"].startswith(TYPED))

    def _asked(self, which: Callable[[dict[str, Any]], bool]) -> list[forms.BoundField]:
        names = [(f"q{number}", asked) for number, asked in enumerate(self.batch.questions)]
        return [self[name] for name, asked in names if name in self.fields and which(asked)]

    @property
    def columns(self) -> list[tuple[forms.BoundField, str]]:
        """A select for each field of ours, with the column that it stands at."""
        return [(self[f"column_{ours}"], self.mapping.columns.get(ours, "")) for ours in LABELS]

    def read(self) -> Mapping:
        """The mapping as it was typed."""
        typed, now = self.cleaned_data, self.mapping
        columns = {ours: column for ours in LABELS if (column := typed[f"column_{ours}"])}
        kept = {
            key: said for key, said in now.decisions.items() if key.startswith("column:") and key[7:] not in columns
        }
        kept |= {key: said for key, said in now.decisions.items() if key.startswith("forms:")}
        kept |= {f"column:{ours}": "said" for ours, column in columns.items() if now.columns.get(ours, "") != column}
        mapping = Mapping(typed["system"], columns, kept, dict(now.stages), dict(now.rates), dict(now.statuses))
        if typed["currency"]:
            mapping.decisions["currency"] = typed["currency"]
        for number, asked in enumerate(self.batch.questions):
            given = typed.get(f"q{number}", "")
            moved = asked["key"] in EVIDENCE and columns.get(asked["key"]) != asked["column"]
            if not moved and (given or asked["key"].startswith("rate:")):
                answer(mapping, self.batch.questions, asked["key"], given, self.header)
        return mapping

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for number, asked in enumerate(self.batch.questions):
            if asked["key"].startswith(TYPED) and typed.get(f"q{number}"):
                try:
                    answer(Mapping("file"), [], asked["key"], typed[f"q{number}"])
                except Unanswerable:
                    words = {"rate:": _("A rate is a number over zero, like 0.79.")}
                    self.add_error(
                        f"q{number}", words.get(asked["key"][:5], _("How many times is a number over zero, like 12."))
                    )
        return typed

    def _add_questions(self) -> None:
        for number, asked in enumerate(self.batch.questions):
            field = self._field(asked)
            if field is None:
                continue
            field.label = asked["words"]
            if not asked["needed"] and asked["key"].startswith((*TYPED, *WORDS)):
                field.label = asked["key"].partition(":")[2]
            field.initial = asked["answer"]
            if asked["examples"]:
                field.help_text = _("For example %(values)s") % {"values": ", ".join(asked["examples"])}
            self.fields[f"q{number}"] = field

    def _field(self, asked: dict[str, Any]) -> forms.Field | None:
        """None for what is only told: its answer is a choice elsewhere on the page."""
        kind = asked["key"].partition(":")[0]
        if asked["key"].startswith(TYPED):
            return forms.CharField(max_length=20, required=False)
        if not asked["choices"]:
            return None
        if kind == "column":
            likely = [name for name in asked["choices"] if name != NONE]
            others = [name for name in self.header if name not in likely]
            last = [(NONE, _("It isn’t in the file"))] if NONE in asked["choices"] else []
            names = [("", _("Choose a column")), *((name, name) for name in [*likely, *others]), *last]
            return forms.ChoiceField(choices=names, required=False)
        labels = STAGES if kind == "stage" else STATUSES if kind == "status" else ANSWERS
        choices = [(choice, labels.get(choice, choice)) for choice in asked["choices"]]
        if asked["key"].startswith(WORDS) or kind == "sheet":
            first = [] if asked["answer"] else [("", _("Choose where it arrives"))]
            return forms.ChoiceField(choices=[*first, *choices], required=False)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, required=False)

    def _add_columns(self) -> None:
        header = [("", _("Not in the file")), *((name, name) for name in self.header)]
        for ours, label in LABELS.items():
            self.fields[f"column_{ours}"] = forms.ChoiceField(
                label=label, choices=header, required=False, initial=self.mapping.columns.get(ours, "")
            )
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency of amounts that carry none"),
            required=False,
            choices=[("", _("The firm’s own")), *((code, code) for code in sorted(ISO_CODES))],
            initial=self.mapping.decisions.get("currency", ""),
        )


def differing(mine: Mapping, theirs: Mapping) -> list[tuple[str, str, str]]:
    """(what, mine, theirs) of two mappings, for somebody who was second."""
    pairs: list[tuple[str, str, str]] = []
    if mine.system != theirs.system:
        pairs.append((_("Where it comes from"), _system(mine), _system(theirs)))
    for part in PARTS:
        one, other = getattr(mine, part), getattr(theirs, part)
        pairs += [
            (str(LABELS.get(key, key)), one.get(key, "") or "–", other.get(key, "") or "–")
            for key in sorted({*one, *other})
            if one.get(key, "") != other.get(key, "")
        ]
    return pairs


def _system(mapping: Mapping) -> str:
    return str(SYSTEMS.get(mapping.system, mapping.system))
