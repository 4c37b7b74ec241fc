"""The one primary button of a deal: its next verb, with the reasons while it's shut."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement, Stage
from tandem.front.deal.ladder import Step
from tandem.front.deal.places import address
from tandem.gates import Finding
from tandem.people.models import Access, Person
from tandem.people.rights import key_of


@dataclass(frozen=True)
class Primary:
    """`reasons` are why it's shut; a shut button stays focusable and says them. `opens`: it only leads to a page."""

    words: str
    url: str
    opens: bool
    reasons: list[str]

    @property
    def is_shut(self) -> bool:
        return bool(self.reasons)


def primary_of(deal: Engagement, person: Person, step: Step | None, findings: Sequence[Finding]) -> Primary | None:
    """None where there's nothing to do next, or not by this person."""
    url = _url(deal, step)
    if step is None or url is None or not _may(person, deal):
        return None
    shut = [] if step.always else [finding for finding in findings if not finding.passes]
    reasons = [f"{_(finding.label)}: {finding.words}" for finding in shut]
    words = str(step.verb)
    if reasons:
        words = _("%(verb)s · %(n)s to go") % {"verb": words, "n": len(reasons)}
    return Primary(words, url, step.opens, reasons)


def _url(deal: Engagement, step: Step | None) -> str | None:
    return next((found for name in (step.urls if step else ()) if (found := address(name, deal.pk))), None)


def _may(person: Person, deal: Engagement) -> bool:
    """Sales sends and signs; from the handoff on it's delivery's; leadership may all."""
    if person.access == Access.LEADERSHIP:
        return True
    side = key_of(person)
    if deal.stage in (Stage.AGREED, Stage.PROPOSED):
        return side == "sales"
    return bool(side)
