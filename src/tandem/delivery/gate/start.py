"""The rules of accepted -> delivering."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.gates import Rule, rule
from tandem.review.gate import Late, told_late


@dataclass(frozen=True)
class StartFacts:
    """`milestones` is how many dates the project opens with; `promises` what was promised and not taken back, `late` of those
    what no date keeps in time."""

    milestones: int = 0
    promises: int = 0
    late: tuple[Late, ...] = ()


@rule(gettext_noop("Promises have a date"), place="milestones")
def promises_have_a_date(facts: StartFacts) -> str | None:
    if facts.promises and not facts.milestones:
        return _("There is no date by which the promises are kept: give the deal a last day.")
    return None


@rule(gettext_noop("Promised days have a milestone"), place="promises")
def promised_days_can_be_kept(facts: StartFacts) -> str | None:
    return told_late(facts.late) if facts.milestones else None


START: tuple[Rule, ...] = (promises_have_a_date, promised_days_can_be_kept)
