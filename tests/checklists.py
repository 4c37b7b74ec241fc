"""A gate's checklist by itself, as its page judges it among all the others (front/deal/gates.py)."""

from datetime import date

from tandem.engagements.gate import QUALIFY
from tandem.engagements.models import Engagement
from tandem.engagements.queries.gate import qualify_facts
from tandem.engagements.queries.waivers import standing
from tandem.gates import Finding, check
from tandem.scoping.gate.rules import FREEZE
from tandem.scoping.queries.gate import freeze_facts


def qualify_checklist(deal: Engagement, today: date) -> list[Finding]:
    return check(QUALIFY, qualify_facts(deal), standing(deal, today))


def freeze_checklist(deal: Engagement, today: date) -> list[Finding]:
    return check(FREEZE, freeze_facts(deal), standing(deal, today))
