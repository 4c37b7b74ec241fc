"""Forms over versioned rows: what was typed is kept when it's wrong (422) and when somebody else was first (409)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from tandem.calc.folding import is_seen
from tandem.gates import Refused
from tandem.ledger import queries
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.web import drawn
from tandem.web.words import NOTHING, day

# The version of a row that nobody had before them: verbs answer it as they answer an old one.
UNSEEN = 0
MOST_DIGITS = 9


@dataclass(frozen=True)
class Difference:
    """One field in which the typed text and the row as it is now say different things."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Conflict:
    """Somebody else saved first: who, when, and both texts of every field that differs."""

    name: str
    actor_id: int | None
    at: datetime | None
    differences: tuple[Difference, ...]


class SeenForm(forms.Form):
    """Carries the version of the row that its writer had before them, and answers with the right status.

    A view reads: `if form.settled(verb): return redirect(...)`, then renders the form with `form.status`. Over a row
    that is there it's made by `of`: what wasn't sent wasn't asked and stays, and a form that is sent back as it was
    drawn does nothing. `deed` is for a form whose sending does something even so: asking the same person again.
    """

    use_required_attribute = True
    deed = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    conflict: Conflict | None = None
    row: models.Model | None = None
    says_nothing_new = False

    def _clean_fields(self) -> None:
        """What has to be said says something: unseen signs don't."""
        super()._clean_fields()  # type: ignore[misc]
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if type(field) is forms.CharField and field.required and isinstance(value, str) and not is_seen(value):
                self.add_error(name, field.error_messages["required"])

    def settled(self, verb: Callable[..., Any]) -> bool:
        """Call `verb(seen=..., **typed)` once the input is right. False leaves the reason on the form.

        A shut gate's words become the form's errors; a row that moved leaves `conflict`, and the next save is made
        against the row as it is now, by somebody who has read both texts.
        """
        if not self.is_bound or not self.is_valid():
            return False
        typed = dict(self.cleaned_data)
        text = typed.pop("seen", "")
        if self.says_nothing_new and self.row is not None and text == self.seen_of(self.row):
            return True
        try:
            verb(seen=self.as_seen(text), **typed)
        except Stale as moved:
            self.conflict = self._conflict(moved.current)
            posted: Any = self.data
            self.data = posted.copy()
            self.data[self.add_prefix("seen")] = self.seen_of(moved.current)  # type: ignore[index]
        except Refused as shut:
            for finding in shut.findings:
                self.add_error(None, finding.words or finding.label)
        return not self.errors and self.conflict is None

    @property
    def status(self) -> int:
        """200 for a fresh form, 422 for one that failed, 409 for one that came second."""
        if self.conflict:
            return 409
        return 422 if self.is_bound and self.errors else 200

    def as_seen(self, text: str) -> Any:
        """The hidden text as the verb takes it. Nothing and garbage are the version that nobody saw; a verb that makes
        a row doesn't look at it."""
        return version_in(text)

    def seen_of(self, row: models.Model) -> str:
        """What the hidden field holds for a row."""
        return str(row.version)  # type: ignore[attr-defined]

    def shown_as(self, name: str, value: Any) -> str:
        """A value as both columns of a conflict show it."""
        if value in (None, ""):
            return NOTHING
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, models.Model):
            return str(value)
        if isinstance(value, date):
            return day(value)
        choices = dict(getattr(self.fields[name], "choices", None) or {})
        return str(choices.get(value) or self.fields[name].prepare_value(value))

    def differences(self, current: models.Model) -> tuple[Difference, ...]:
        """The fields that read differently now; a form with names of its own overrides `as_typed`."""
        theirs = self.as_typed(current)
        pairs = [
            (name, self.shown_as(name, self.cleaned_data.get(name)), self.shown_as(name, theirs[name]))
            for name in self.fields
            if name in theirs and name != "seen"
        ]
        return tuple(
            Difference(str(self.fields[name].label or name.replace("_", " ").capitalize()), mine, other)
            for name, mine, other in pairs
            if mine != other
        )

    def as_typed(self, row: models.Model) -> dict[str, Any]:
        """The row's values by this form's fields: what the form starts from, and what a conflict compares."""
        return {name: getattr(row, name) for name in self.fields if hasattr(row, name)}

    @classmethod
    def of(cls, row: models.Model, data: Any = None, **extras: Any) -> "SeenForm":
        """The form for an existing row: fresh, or bound to what was posted."""
        form = cls(data, **extras)
        form.row, typed = row, form.as_typed(row)
        form.initial = {**typed, "seen": form.seen_of(row), **form.initial}
        _offer_what_is_stored(form)
        if data is not None:
            form._take(typed)
        return form

    def _take(self, typed: dict[str, Any]) -> None:
        """What was sent, completed; and whether it says anything that the row doesn't."""
        full = self.data = drawn.complete(self)
        asked = [bound for bound in self if bound.name != "seen"]
        same = all(
            drawn.is_same(bound, drawn.sent(bound, full), drawn.sends(bound, typed.get(bound.name))) for bound in asked
        )
        self.says_nothing_new = bool(asked) and same and not self.deed

    def _conflict(self, current: models.Model) -> Conflict:
        last: Entry | None = next(iter(queries.of_subject(current._meta.label_lower, current.pk, rows=1)), None)
        return Conflict(
            name=last.actor_name if last else "",
            actor_id=last.actor_id if last else None,
            at=last.at if last else None,
            differences=self.differences(current),
        )


def version_in(text: Any) -> int:
    """The version that a form carries, as a verb takes it; nothing and garbage are `UNSEEN`."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else UNSEEN


def _offer_what_is_stored(form: SeenForm) -> None:
    """A row that was chosen once and isn't offered any more (somebody left, a package was retired) stays one of the
    choices here: a page that can't show it would take it away."""
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            stored = form.initial.get(name)
            rows = stored if isinstance(stored, list | tuple) else [stored]
            kept = [row.pk if isinstance(row, models.Model) else row for row in rows if row not in (None, "")]
            if kept:
                field.queryset = _with(field.queryset, kept)


def _with(rows: Any, kept: list[Any]) -> Any:
    """These rows and those, in their order."""
    found = rows.model._base_manager.filter(Q(pk__in=rows.order_by().values("pk")) | Q(pk__in=kept))
    return found.order_by(*rows.query.order_by)
