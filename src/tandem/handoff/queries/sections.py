"""The sections of a brief, and what each still lacks: eight, and what the client saw otherwise where they did."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.handoff.queries.brief import Brief
from tandem.web.words import listed

Words = Any  # translated when it's shown
SECTIONS: dict[str, Words] = {
    "paragraph": gettext_lazy("In one paragraph"),
    "done": gettext_lazy("What “done” means"),
    "scope": gettext_lazy("Scope"),
    "promises": gettext_lazy("Promises made out loud"),
    "otherwise": gettext_lazy("What the client saw otherwise"),
    "duties": gettext_lazy("Who does what"),
    "assumptions": gettext_lazy("Assumptions we priced on"),
    "risks": gettext_lazy("Risk flags"),
    "dates": gettext_lazy("Money and dates"),
}
BY_HAND = ("paragraph", "promises")
# Stands in a brief only where there is something to tell, so that older briefs read as they were signed.
ONLY_IF_TOLD = ("otherwise",)


@dataclass(frozen=True)
class Section:
    """`place` is the section of the deal where it's put right; "" for what is written on the handoff itself."""

    key: str
    number: int
    title: Words
    missing: str | None
    place: str


PLACES = {
    "done": "success", "scope": "scope", "promises": "calls", "otherwise": "calls", "duties": "who", "assumptions": "assumptions",
    "risks": "risks", "dates": "price",
}  # fmt: skip


def sections(brief: Brief, paragraph: str) -> list[Section]:
    """In the document's order."""
    return [
        Section(key, number, title, CHECKS[key](brief, paragraph), PLACES.get(key, ""))
        for number, (key, title) in enumerate(titles(brief).items(), 1)
    ]


def titles(brief: Brief) -> dict[str, Words]:
    """Key -> title of the sections that this brief has, in the document's order."""
    return {key: title for key, title in SECTIONS.items() if key not in ONLY_IF_TOLD or brief.get(key)}


def _paragraph(brief: Brief, paragraph: str) -> str | None:
    return None if paragraph.strip() else _("Say in one paragraph what this is about.")


def _done(brief: Brief, paragraph: str) -> str | None:
    if not brief["done"]:
        return _("No outcome says what done means.")
    loose = [each["title"] for each in brief["done"] if not ((each["proves"] or each["measured_how"]) and each["on"])]
    return _("No proof or no day for %(titles)s.") % {"titles": _quoted(loose)} if loose else None


def _scope(brief: Brief, paragraph: str) -> str | None:
    if not brief["scope"]["in"]:
        return _("Nothing says what is in the scope.")
    return None if brief["scope"]["out"] else _("Nothing says what isn't in the scope.")


def _promises(brief: Brief, paragraph: str) -> str | None:
    loose = [each["words"] for each in brief["promises"] if not each["paper"]]
    return _("On no paper: %(quotes)s.") % {"quotes": _quoted(loose)} if loose else None


def _otherwise(brief: Brief, paragraph: str) -> str | None:
    """Only a win past open gates, or one with leave, gets here with something open."""
    loose = [each["words"] for each in brief["otherwise"] if not each["confirmed_by"]]
    return _("Not resolved with the client: %(quotes)s.") % {"quotes": _quoted(loose)} if loose else None


def _duties(brief: Brief, paragraph: str) -> str | None:
    if not brief["duties"]:
        return _("Nobody's duties are named.")
    loose = [each["words"] for each in brief["duties"] if "A" not in {part["letter"] for part in each["parts"]}]
    return _("Nobody is accountable for %(duties)s.") % {"duties": _quoted(loose)} if loose else None


def _assumptions(brief: Brief, paragraph: str) -> str | None:
    loose = [each["words"] for each in brief["assumptions"] if not (each["verified"] or each["priced"])]
    return _("Neither checked nor priced: %(words)s.") % {"words": _quoted(loose)} if loose else None


def _risks(brief: Brief, paragraph: str) -> str | None:
    loose = [each["words"] for each in brief["risks"] if each["fate"] == "open" and not each["owner"]]
    return _("Nobody owns %(risks)s.") % {"risks": _quoted(loose)} if loose else None


def _dates(brief: Brief, paragraph: str) -> str | None:
    lacking = [
        words
        for words, value in (
            (_("the price"), brief["money"]["fee"]),
            (_("the first day"), brief["dates"]["starts_on"]),
            (_("the last day"), brief["dates"]["ends_on"]),
        )
        if value is None
    ]
    return _("Nobody knows %(facts)s.") % {"facts": listed(lacking)} if lacking else None


CHECKS: dict[str, Callable[[dict[str, Any], str], str | None]] = {
    "paragraph": _paragraph,
    "done": _done,
    "scope": _scope,
    "promises": _promises,
    "otherwise": _otherwise,
    "duties": _duties,
    "assumptions": _assumptions,
    "risks": _risks,
    "dates": _dates,
}


def _quoted(words: list[str]) -> str:
    return listed([f"“{each}”" for each in words])
