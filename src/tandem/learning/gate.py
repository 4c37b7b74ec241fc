"""What must be true before a project counts as learnt from."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.gates import rule
from tandem.web.words import listed


@dataclass(frozen=True)
class DebriefFacts:
    """Was the client asked; has each side said what surprised it; how many lessons there are, or why there is none."""

    asked: int = 0
    answered: int = 0
    lessons: int = 0
    no_lesson_why: str = ""
    sales: bool = False
    delivery: bool = False
    movers: tuple[Any, ...] = ()


@rule("The client was asked", place="surprises", so_far=lambda f: f"{f.asked} asked, {f.answered} answered")
def the_client_was_asked(facts: DebriefFacts) -> str | None:
    return None if facts.asked else "Ask somebody at the client how likely they are to recommend us."


@rule(
    gettext_noop("Both sides said what surprised them"),
    place="debrief",
    so_far=lambda f: _("%(n)s of 2 columns") % {"n": f.sales + f.delivery},
    waits_on=lambda f: f.movers,
)
def both_sides_said_what_surprised_them(facts: DebriefFacts) -> str | None:
    missing = [words for said, words in ((facts.sales, _("sales")), (facts.delivery, _("delivery"))) if not said]
    return (
        _("Nothing said yet by %(sides)s: each writes its own column.") % {"sides": listed(missing)}
        if missing
        else None
    )


@rule("A lesson, or the reason for none", place="debrief", so_far=lambda f: f"{f.lessons} lessons")
def a_lesson_or_the_reason_for_none(facts: DebriefFacts) -> str | None:
    if facts.lessons or facts.no_lesson_why:
        return None
    return "Write down what should change, or why nothing should."


DEBRIEF = (the_client_was_asked, both_sides_said_what_surprised_them, a_lesson_or_the_reason_for_none)
