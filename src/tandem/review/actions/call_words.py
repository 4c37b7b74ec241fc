"""Until when the reverse pitch takes words: what the client said stands once they have signed, and what they saw
otherwise may be resolved as long as the work goes on."""

from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.gates import Finding, Refused
from tandem.review.queries.findings import takes_resolutions, takes_words


def must_take_words(deal: int) -> None:
    """What was heard, asked and planned is as the gate to *signed* read it: later it's another talk. One query.

    Raises:
        Refused: the client has signed, or the deal is closed.
    """
    row = _now(deal)
    if takes_words(row):
        return
    if not takes_resolutions(row):
        raise _closed()
    raise refused(
        _(
            "The client has signed: what was said on the call stands. What they say now is written down as a promise, a "
            "risk, or a change order."
        )
    )


def must_take_resolutions(deal: int) -> None:
    """What was let past the gate unresolved is still resolved later. One query.

    Raises:
        Refused: the deal is closed.
    """
    if not takes_resolutions(_now(deal)):
        raise _closed()


def refused(words: str) -> Refused:
    return Refused([Finding("pitch", _("Reverse pitch"), words, waivable=False)])


def _closed() -> Refused:
    return refused(_("This is closed: what was said on the call, and what became of it, stands."))


def _now(deal: int) -> Engagement:
    """As it's stored: whoever holds an older copy doesn't get round it."""
    return Engagement.objects.only("stage", "ungated").get(pk=deal)
