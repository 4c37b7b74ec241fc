"""Nouns: engagement, stage, member, promise, outcome, assumption, duty, risk, waiver, remark, saved view."""

from tandem.engagements.models.assumption import Assumption
from tandem.engagements.models.duty import Duty, DutyPart
from tandem.engagements.models.engagement import OPEN, SIGNED, Engagement, Member, Part, Stage, StageChange
from tandem.engagements.models.odds import StageOdds
from tandem.engagements.models.outcome import Outcome, OutcomeSignature, Side
from tandem.engagements.models.promise import Promise
from tandem.engagements.models.risk import Risk
from tandem.engagements.models.talk import Remark, SavedView
from tandem.engagements.models.waiver import Waiver

__all__ = [
    "OPEN",
    "SIGNED",
    "Assumption",
    "Duty",
    "DutyPart",
    "Engagement",
    "Member",
    "Outcome",
    "OutcomeSignature",
    "Part",
    "Promise",
    "Remark",
    "Risk",
    "SavedView",
    "Side",
    "Stage",
    "StageChange",
    "StageOdds",
    "Waiver",
]
