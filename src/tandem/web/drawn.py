"""What a drawn field sends when nobody touches it: the one sum behind "posted back unchanged changes nothing"."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict


def sends(bound: forms.BoundField, value: Any) -> list[str]:
    """What the browser sends of a field that was drawn with `value`: nothing for an empty box."""
    field, widget = bound.field, bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    shown = widget.format_value(field.prepare_value(value))
    if isinstance(widget, forms.widgets.ChoiceWidget):
        return list(shown or [])
    return ["" if shown is None else str(shown)]


def complete(form: forms.BaseForm) -> MultiValueDict[str, Any]:
    """What was sent, with what the page had shown of everything that wasn't: an absent input wasn't asked, and never
    means "empty". A text that nobody touched is what it was, to the letter."""
    posted: Any = form.data
    full = posted.copy() if isinstance(posted, MultiValueDict) else MultiValueDict({k: [v] for k, v in posted.items()})
    for bound in form:
        if bound.name == "seen" or bound.field.widget.needs_multipart_form:
            continue
        shown = sends(bound, bound.initial)
        if is_missing(bound, full, form.files) or is_same(bound, sent(bound, full), shown):
            full.setlist(bound.html_name, shown)
            if isinstance(bound.field, forms.CharField):
                bound.field.strip = False
    return full


def sent(bound: forms.BoundField, data: MultiValueDict[str, Any]) -> list[str]:
    """What was sent of a field."""
    return [str(text) for text in data.getlist(bound.html_name)]


def is_missing(bound: forms.BoundField, data: MultiValueDict[str, Any], files: Any) -> bool:
    """Nothing of the field was sent: it wasn't asked."""
    return bound.field.widget.value_omitted_from_data(data, files, bound.html_name)


def is_same(bound: forms.BoundField, one: list[str], other: list[str]) -> bool:
    """Two values of a field that a browser can't tell apart: it sends its own line ends, and a line has none."""
    tidied = [[_tidy(bound.field.widget, text) for text in each if text != ""] for each in (one, other)]
    return sorted(tidied[0]) == sorted(tidied[1])


def _tidy(widget: forms.Widget, text: str) -> str:
    if isinstance(widget, forms.Textarea):
        return "\n".join(text.splitlines()).strip()
    return "".join(text.splitlines()).strip()
