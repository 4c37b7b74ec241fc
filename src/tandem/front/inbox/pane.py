"""What stands beside the list of Needs me."""

from dataclasses import dataclass, field
from typing import Any

from tandem.engagements.models import Engagement
from tandem.feedback import queries as feedback
from tandem.gates import Finding


@dataclass(frozen=True)
class Pane:
    """What stands beside the list. `kind` names the part of the template that shows it; `gives` says that the item can
    be given to somebody else; `before` tells of the same mistake in earlier projects."""

    kind: str
    question: str
    deal: Engagement | None = None
    row: Any = None
    form: Any = None
    action: str = ""
    gives: bool = False
    before: feedback.Before | None = None
    more: dict[str, Any] = field(default_factory=dict)
    left: list[Finding] = field(default_factory=list)
    left_count: int = 0
