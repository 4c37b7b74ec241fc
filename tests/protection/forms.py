"""The forms of a page as a browser would see them, filled in with what they accept."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TEXT = ("text", "search", "textarea", "")
DAY, MOMENT = "2026-12-01", "2026-12-01T10:00"


@dataclass
class Input:
    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    maxlength: int | None = None

    @property
    def is_text(self) -> bool:
        return self.kind in TEXT


@dataclass
class Form:
    action: str
    method: str
    inputs: dict[str, Input] = field(default_factory=dict)

    @property
    def texts(self) -> list[Input]:
        return [each for each in self.inputs.values() if each.is_text]

    def filled(self, text: str, **more: str) -> dict[str, str]:
        """Every field with something it takes; texts say `text`, as far as they have room."""
        return {name: self._value(each, text) for name, each in self.inputs.items() if each.kind != "file"} | more

    def _value(self, each: Input, text: str) -> str:
        if each.kind == "hidden":
            return each.value
        if each.options:
            return each.value or next((option for option in each.options if option), "")
        if each.is_text:
            return text[: each.maxlength] if each.maxlength else text
        samples = {"date": DAY, "datetime-local": MOMENT, "number": "5", "checkbox": each.value or "on"}
        return each.value or samples.get(each.kind, "5")


def forms_in(html: str) -> list[Form]:
    """Every form of the page that posts."""
    reader = _Reader()
    reader.feed(html)
    return [form for form in reader.forms if form.method == "post"]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select: Input | None = None
        self.area: Input | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is not None and given.get("name") and "disabled" not in given:
            self._add(tag, given, self.open)
        elif tag == "option" and self.select is not None:
            self.select.options.append(given.get("value", ""))
            if "selected" in given:
                self.select.value = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data

    def _add(self, tag: str, given: dict[str, str], form: Form) -> None:
        name, room = given["name"], given.get("maxlength", "")
        kind = given.get("type", "") if tag == "input" else tag
        one = Input(name, kind, given.get("value", ""), maxlength=int(room) if room else None)
        if tag == "select":
            self.select = one
        elif tag == "textarea":
            self.area = one
        if kind == "radio":
            known = form.inputs.setdefault(name, Input(name, kind))
            known.options.append(one.value)
            known.value = one.value if "checked" in given else known.value
        elif tag in ("input", "select", "textarea"):
            form.inputs[name] = one
        elif tag == "button":
            form.inputs.setdefault(name, Input(name, "hidden", one.value))
