"""Nouns: engagement, stage, member, promise, outcome, assumption, duty, risk, amendment, challenge, waiver, remark, saved
view."""

from tandem.engagements.models.amendment import Amendment
from tandem.engagements.models.assumption import Assumption
from tandem.engagements.models.challenge import Challenge
from tandem.engagements.models.duty import Duty, DutyPart
from tandem.engagements.models.engagement import OPEN, SIGNED, Engagement, Member, Part, Stage, StageChange
from tandem.engagements.models.odds import StageOdds
from tandem.engagements.models.outcome import Outcome, OutcomeMeasure, OutcomeSignature, Side
from tandem.engagements.models.promise import Promise
from tandem.engagements.models.risk import Risk
from tandem.engagements.models.talk import Remark, SavedView
from tandem.engagements.models.waiver import Waiver

__all__ = [
    "OPEN",
    "SIGNED",
    "Amendment",
    "Assumption",
    "Challenge",
    "Duty",
    "DutyPart",
    "Engagement",
    "Member",
    "Outcome",
    "OutcomeMeasure",
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
