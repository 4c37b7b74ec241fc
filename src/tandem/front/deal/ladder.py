"""Which gates stand before a deal at each stage, and the verb that passes each."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.engagements.models import Stage


@dataclass(frozen=True)
class Step:
    """One stage: the arrow that leads on from it, the question over the rail and the gates that it shows.

    `verb` is the button's words; `urls` name what it posts to or, with `opens`, the page where it's done (tried in this
    order: a firm without that page gets the next). A page that is worked on while its gate is shut is `always` open.
    """

    arrow: str
    question: Any
    gates: tuple[str, ...]
    verb: Any
    urls: tuple[str, ...]
    opens: bool = False
    always: bool = False


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
    Stage.SIGNED: Step("accept", _("Ready to hand over?"), ("accept",), _("Hand off"), ("deal_handoff",), True, True),
    Stage.ACCEPTED: Step("start", _("Ready to deliver?"), ("start",), _("Start delivery"), ("project_start",)),
    Stage.DELIVERING: Step("close", _("Ready to close?"), ("close",), _("Open the project"), ("project",), True, True),
    Stage.DELIVERED: Step("debrief", _("Ready to learn?"), ("debrief",), _("Debrief"), ("debrief",), True, True),
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
