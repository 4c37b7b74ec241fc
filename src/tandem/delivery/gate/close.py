"""What must be true before a project counts as delivered."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.gates import rule


@dataclass(frozen=True)
class CloseFacts:
    """Promises by their words; milestones by name. `late`: called kept, though its milestone came after its day."""

    promises: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()
    milestones: int = 0
    unreached: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


@rule("Milestones cover the promises", place="milestones", so_far=lambda f: f"{len(f.promises)} promises")
def milestones_cover_promises(facts: CloseFacts) -> str | None:
    if facts.uncovered:
        return f"No milestone keeps: {_quoted(facts.uncovered)}."
    return None


@rule("Every milestone is reached", place="milestones", so_far=lambda f: f"{f.milestones} milestones")
def every_milestone_is_reached(facts: CloseFacts) -> str | None:
    if facts.unreached:
        return f"Not reached: {', '.join(facts.unreached)}."
    return None


@rule("Every promise is settled", place="promises", so_far=lambda f: f"{len(f.promises)} promises")
def every_promise_is_settled(facts: CloseFacts) -> str | None:
    if facts.unsettled:
        return f"Say what became of: {_quoted(facts.unsettled)}."
    return None


@rule(gettext_noop("Promised days were kept"), place="promises")
def promised_days_were_kept(facts: CloseFacts) -> str | None:
    if facts.late:
        words = _("Its milestone came after the promised day, so it was kept late: %(quotes)s.")
        return words % {"quotes": _quoted(facts.late)}
    return None


CLOSE = (milestones_cover_promises, every_milestone_is_reached, every_promise_is_settled, promised_days_were_kept)


def _quoted(words: tuple[str, ...]) -> str:
    shown = ", ".join(f"“{each[:60]}”" for each in words[:3])
    return f"{shown} and {len(words) - 3} more" if len(words) > 3 else shown
