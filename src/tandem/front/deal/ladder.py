"""Which gates stand before a deal at each stage, whose rules they are, and the verb that passes each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.utils.translation import gettext_lazy as _

from tandem.engagements.models import Engagement, Stage
from tandem.gates import Finding, Rule

Checklist = Callable[[Engagement, date], list[Finding]]

# Each arrow's checklist, in the package that owns the arrow.
CHECKLISTS: dict[str, str] = {
    "qualify": "tandem.engagements.queries.gate.qualify_checklist",
    "freeze": "tandem.scoping.queries.gate.freeze_checklist",
    "decide": "tandem.review.queries.gate.decide_checklist",
    "propose": "tandem.review.queries.gate.propose_checklist",
    "sign": "tandem.review.queries.gate.sign_checklist",
    "accept": "tandem.handoff.queries.gate.accept_checklist",
    "start": "tandem.delivery.queries.gate.start_checklist",
    "close": "tandem.delivery.queries.gate.close_checklist",
    "debrief": "tandem.learning.queries.gate.debrief_checklist",
}


@dataclass(frozen=True)
class Step:
    """One stage: the arrow that leads on from it, the question over the rail and the gates that it shows.

    `verb` is the button's words; `url` names what it posts to or, with `opens`, the page where it's done (tried in
    this order: a firm without that page gets the next). `key` says whose hand it is.
    """

    arrow: str
    question: str
    gates: tuple[str, ...]
    verb: str
    urls: tuple[str, ...]
    opens: bool = False


BEFORE_PROPOSAL = ("qualify", "freeze", "decide", "propose")

STEPS: dict[str, Step] = {
    Stage.LEAD: Step("qualify", _("Ready to propose?"), BEFORE_PROPOSAL, _("Qualify"), ("deal_qualify",)),
    Stage.QUALIFIED: Step("freeze", _("Ready to propose?"), BEFORE_PROPOSAL, _("Freeze the scope"), ("deal_freeze",)),
    Stage.SCOPED: Step("decide", _("Ready to propose?"), BEFORE_PROPOSAL, _("Agree to propose"), ("deal_decide",)),
    Stage.AGREED: Step(
        "propose", _("Ready to propose?"), BEFORE_PROPOSAL, _("Send proposal"), ("deal_proposal", "deal_board"), True
    ),
    Stage.PROPOSED: Step(
        "sign", _("Ready to sign?"), ("sign",), _("Record the signature"), ("deal_sign", "deal_proposal"), True
    ),
    Stage.SIGNED: Step("accept", _("Ready to hand over?"), ("accept",), _("Hand off"), ("deal_handoff",), True),
    Stage.ACCEPTED: Step("start", _("Ready to deliver?"), ("start",), _("Start delivery"), ("project_start",)),
    Stage.DELIVERING: Step("close", _("Ready to close?"), ("close",), _("Open the project"), ("project",), True),
    Stage.DELIVERED: Step("debrief", _("Ready to learn from it?"), ("debrief",), _("Debrief"), ("debrief",), True),
}

ON_SCREEN = [
    (Stage.LEAD, _("Qualify")),
    (Stage.QUALIFIED, _("Scope")),
    (Stage.SCOPED, _("Agree")),
    (Stage.AGREED, _("Propose")),
    (Stage.PROPOSED, _("Sign")),
    (Stage.SIGNED, _("Hand off")),
    (Stage.DELIVERING, _("Deliver")),
    (Stage.DELIVERED, _("Learn")),
]


def findings(deal: Engagement, gates: tuple[str, ...], today: date) -> dict[str, list[Finding]]:
    """Gate -> its findings, for the gates named. As many queries as their checklists make, whatever the rows."""
    return {gate: checklist(gate)(deal, today) for gate in gates if checklist(gate)}


def checklist(gate: str) -> Checklist | None:
    """The owning package's own question; None in a firm that runs without that package."""
    module, _dot, name = CHECKLISTS[gate].rpartition(".")
    try:
        found = find_spec(module)
    except ModuleNotFoundError:
        return None
    return getattr(import_module(module), name, None) if found else None


def label_of(rule: str) -> str:
    """The checklist's words for a rule's name, in whichever package it is; the name in words when it's gone."""
    for path in CHECKLISTS.values():
        package = path.split(".")[1]
        for each in _rules(f"tandem.{package}.gate"):
            if each.name == rule:
                return each.label
    return rule.replace("_", " ").capitalize()


def _rules(module: str) -> list[Rule]:
    try:
        found = find_spec(module)
    except ModuleNotFoundError:
        return []
    return [each for each in vars(import_module(module)).values() if isinstance(each, Rule)] if found else []
