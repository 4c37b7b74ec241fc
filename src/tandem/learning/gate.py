"""What must be true before a project counts as learnt from."""

from dataclasses import dataclass

from tandem.gates import rule


@dataclass(frozen=True)
class DebriefFacts:
    """Was the client asked; how many lessons there are, or why there is none."""

    asked: int = 0
    answered: int = 0
    lessons: int = 0
    no_lesson_why: str = ""


@rule("The client was asked", place="surprises", so_far=lambda f: f"{f.asked} asked, {f.answered} answered")
def the_client_was_asked(facts: DebriefFacts) -> str | None:
    return None if facts.asked else "Ask somebody at the client how likely they are to recommend us."


@rule("A lesson, or the reason for none", place="debrief", so_far=lambda f: f"{f.lessons} lessons")
def a_lesson_or_the_reason_for_none(facts: DebriefFacts) -> str | None:
    if facts.lessons or facts.no_lesson_why:
        return None
    return "Write down what should change, or why nothing should."


DEBRIEF = (the_client_was_asked, a_lesson_or_the_reason_for_none)
