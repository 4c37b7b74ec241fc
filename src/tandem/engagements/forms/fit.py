"""The ideal client questions as a form: one choice for each criterion of a profile."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tandem.clients.queries.fit import Question, Sheet
from tandem.web.paging import number_in


class FitForm(forms.Form):
    """Fields q<criterion id>. Every question wants an answer when it's kept; while it's filled in, any may be open."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, sheet: Sheet, *, required: bool = True, initial: dict | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        for question in sheet.questions:
            self.fields[f"q{question.pk}"] = forms.TypedChoiceField(
                label=question.words,
                choices=[(answer.pk, answer.words) for answer in question.answers],
                coerce=int,
                empty_value=None,
                required=required,
                initial=question.answer.pk if question.answer else None,
                widget=forms.RadioSelect,
                help_text=_source(question),
                error_messages={"required": _("Answer “%(question)s”.") % {"question": question.words}},
            )

    def answers(self) -> dict[int, int]:
        """Criterion id -> level id, as far as answered."""
        given = self.cleaned_data.items()
        return {int(name[1:]): value for name, value in given if name[:1] == "q" and name[1:].isdecimal() and value}


def _source(question: Question) -> str:
    """Where an answer comes from that nobody has given for this deal yet."""
    if not question.proposed:
        return ""
    if question.proposed == "before":
        return _now("Proposed: as it was answered before. Change it if it isn’t so any more.")
    return _now("Proposed from the client’s record: %(figure)s. Change it if it isn’t so.") % {
        "figure": question.proposed
    }


def answers_in(data) -> dict[int, int]:
    """The same from raw data, for the score that follows the fingers: nonsense is left out."""
    pairs = ((number_in(name[1:]), number_in(value)) for name, value in data.items() if name[:1] == "q")
    return {name: value for name, value in pairs if name is not None and value is not None}
