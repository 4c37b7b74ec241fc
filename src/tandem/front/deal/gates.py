"""The rules of every arrow, judged for one deal: what several gates read alike is read once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tandem.delivery.gate.close import CLOSE
from tandem.delivery.gate.start import START
from tandem.delivery.queries.gate import close_checklist, start_checklist
from tandem.engagements.gate import QUALIFY
from tandem.engagements.models import Engagement
from tandem.engagements.queries.gate import qualify_facts
from tandem.engagements.queries.waivers import standing
from tandem.gates import Finding, Rule, Waived, check
from tandem.handoff.gate import ACCEPT
from tandem.handoff.queries.gate import accept_checklist
from tandem.learning.gate import DEBRIEF
from tandem.learning.queries.gate import debrief_checklist
from tandem.review.gate import DECIDE, PROPOSE, SIGN
from tandem.review.queries.gate import board_facts, proposal_facts, sign_checklist
from tandem.review.queries.judged import Judged, judged
from tandem.scoping.gate.rules import FREEZE, PROPOSAL_PAPER
from tandem.scoping.queries.gate import freeze_facts


@dataclass(frozen=True)
class Look:
    """One deal on one day, with the waivers that stand."""

    deal: Engagement
    today: date
    waivers: Mapping[str, Waived]

    @cached_property
    def judged(self) -> Judged:
        """The scope before the board, which both the board's gate and the proposal's go by."""
        return judged(self.deal, self.today)


Checklist = Callable[[Look], list[Finding]]

CHECKLISTS: dict[str, Checklist] = {
    "qualify": lambda look: check(QUALIFY, qualify_facts(look.deal), look.waivers),
    "freeze": lambda look: check(FREEZE, freeze_facts(look.deal), look.waivers),
    "decide": lambda look: check(DECIDE, board_facts(look.judged), look.waivers),
    "propose": lambda look: [
        *check(PROPOSAL_PAPER, qualify_facts(look.deal), look.waivers),
        *check(PROPOSE, proposal_facts(look.judged), look.waivers),
    ],
    "sign": lambda look: sign_checklist(look.deal, look.today),
    "accept": lambda look: accept_checklist(look.deal, look.today),
    "start": lambda look: start_checklist(look.deal, look.today),
    "close": lambda look: close_checklist(look.deal, look.today),
    "debrief": lambda look: debrief_checklist(look.deal, look.today),
}
EVERY = (QUALIFY, FREEZE, DECIDE, PROPOSE, SIGN, ACCEPT, START, CLOSE, DEBRIEF)
RULES: dict[str, Rule] = {each.name: each for rules in EVERY for each in rules}


def look_at(deal: Engagement, today: date) -> Look:
    """For a page that hasn't read the deal's waivers. One query."""
    return Look(deal, today, standing(deal, today))


def findings(look: Look, gates: Iterable[str]) -> dict[str, list[Finding]]:
    """Gate -> its findings. As many queries as the gates' facts take, whatever the rows."""
    return {gate: CHECKLISTS[gate](look) for gate in gates if gate in CHECKLISTS}


def label_of(rule: str) -> str:
    """The checklist's words for a rule's name; the name in words when there's no such rule any more."""
    return RULES[rule].label if rule in RULES else rule.replace("_", " ").capitalize()
