"""What a file may not change: what was signed here, and what is closed."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.connectors.queries.compare import Change, contradicts, step
from tandem.engagements.actions.settled import OPEN, SETTLED, Noun, state_at
from tandem.engagements.models import Engagement, Stage
from tandem.web.words import listed

WORDS_OF = {
    "name": gettext_lazy("name"), "account": gettext_lazy("client"), "amount": gettext_lazy("price"), "close_on": gettext_lazy("expected close"), "starts_on": gettext_lazy("start"),
    "ends_on": gettext_lazy("end"), "paragraph": gettext_lazy("paragraph"), "tier": gettext_lazy("tier"),
}  # fmt: skip
COLUMNS = {"tier": "tier_id", "account": "account_id"}


def is_signed(column: str) -> bool:
    """Does the contract say it?"""
    return column in {COLUMNS.get(name, name) for name in SETTLED[Noun.DEAL]}


def keep_what_was_signed(engagement: Engagement, change: Change, fields: dict[str, Any]) -> list[str]:
    """Take out of `fields` what stays as it is, and say so: somebody asks for an amendment if the file is right. A deal
    that was lost here and that the file opens or wins again is taken as the file has it."""
    if state_at(engagement.stage) == OPEN or step(engagement, change):
        return []
    columns = {COLUMNS.get(name, name): name for name in SETTLED[Noun.DEAL]}
    kept = [columns[column] for column in list(fields) if column in columns]
    for name in kept:
        del fields[COLUMNS.get(name, name)]
    if not kept:
        return []
    names = listed([str(WORDS_OF[name]) for name in kept])
    words = _(
        "What was signed, or is closed, stays as it is here: %(names)s. Ask for an amendment if the file is right."
    )
    return [words % {"names": names}]


def limits(engagement: Engagement, change: Change, fields: dict[str, Any]) -> list[str]:
    """Take out of `fields` what the file says and can't be taken over as it is; in words."""
    words = keep_what_was_signed(engagement, change, fields)
    starts = fields.get("starts_on")
    if starts and engagement.ends_on and starts > engagement.ends_on:
        del fields["starts_on"]
        words.append(_("Its start stays as it is: the work would end before it starts."))
    if contradicts(engagement, change):
        words.append(_("It stays signed here, though the file no longer has it as won."))
    if "lost_reason" in fields and not fields["lost_reason"] and engagement.stage == Stage.LOST:
        del fields["lost_reason"]
    return words
