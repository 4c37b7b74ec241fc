"""What was signed is settled: the one place that says which words, figures and dates a verb may still change, and when.

Before the signature both sides edit. From then on what was signed changes by a change order or an amendment, with both
keys and the client's where the client signed; once the work is closed, or the deal lost, leadership corrects it with a
reason. Results are no words: measuring, settling a promise, verifying an assumption, saying that a risk happened go on.
docs/changes.md is the table; a test walks it.
"""

from collections.abc import Collection, Iterable

from django.db import models
from django.utils.translation import gettext as _

from tandem.engagements.models import SIGNED, Engagement, Stage
from tandem.engagements.models.amendment import Amendment
from tandem.engagements.models.outcome import MEANING
from tandem.gates import Finding, Refused
from tandem.ledger.models import Entry

Noun = Amendment.Noun
SCOPE = "scope"
OPEN, AGREED, CLOSED = "open", "signed", "closed"
CLOSED_IN = (Stage.DELIVERED, Stage.LEARNT, Stage.LOST)

# What of each noun was signed. Whatever isn't named here is work, not words, and stays open to both sides.
SETTLED: dict[str, tuple[str, ...]] = {
    Noun.DEAL: ("name", "account", "amount", "close_on", "starts_on", "ends_on", "paragraph", "tier"),
    Noun.OUTCOME: MEANING,
    Noun.PROMISE: (
        "quote", "said_by", "said_to", "said_on", "said_where", "strength", "due_on", "paper", "paper_words",
        "paper_knows",
    ),
    Noun.ASSUMPTION: ("words", "because", "minutes_if_false", "price_if_false", "priced"),
    Noun.DUTY: ("words", "for_client", "due_on"),
    Noun.RISK: ("words",),
}  # fmt: skip
# Rows that may still be written down after the signature: what is said, named or taken on later isn't signed.
LATER: dict[str, str] = {
    Noun.PROMISE: "wrote down promise",
    Noun.DUTY: "named duty",
    Noun.RISK: "named risk",
}


class Settled(Refused):
    """It was signed. `closed`: the work is over too, so that leadership alone corrects it."""

    def __init__(self, words: str, closed: bool, fields: Collection[str] = ()) -> None:
        super().__init__([Finding("settled", _("Signed"), words, waivable=False)])
        self.closed, self.fields = closed, tuple(fields)


def state_of(engagement: Engagement) -> str:
    """open, signed or closed, as it is stored now: whoever holds an older copy doesn't get round it. One query.

    A win past open gates makes up for what was missed until its handoff is accepted; only what its contract says,
    price and dates, is signed at once (`must_be_open_to`).
    """
    stage = Engagement.objects.filter(pk=engagement.pk).values_list("stage", flat=True).first()
    return state_at(stage or engagement.stage)


def state_at(stage: str) -> str:
    """For pages, which show the deal as they read it. No query."""
    return CLOSED if stage in CLOSED_IN else AGREED if stage in SIGNED else OPEN


def must_be_open_to(
    noun: str, engagement: Engagement, fields: Iterable[str] | None = None, row: models.Model | None = None
) -> None:
    """Every verb that changes what may have been signed asks this first. `fields` are those that it changes (None: it
    adds a row, or takes one away); `row` the one that it changes. One query; two after the signature.

    Raises:
        Settled: they were signed.
    """
    touched = None if fields is None else [name for name in fields if name in SETTLED.get(noun, ())]
    if touched == []:
        return
    state = state_of(engagement)
    if state == OPEN or (state == AGREED and _may_be_made_up(noun, engagement)) or _came_later(noun, row):
        return
    raise Settled(_words(state), state == CLOSED, touched or ())


def changed(row: models.Model, words: dict) -> list[str]:
    """The names of what a verb would really change."""
    return [name for name, value in words.items() if getattr(row, name, None) != value]


def _may_be_made_up(noun: str, engagement: Engagement) -> bool:
    if noun == Noun.DEAL:
        return False
    return Engagement.objects.filter(pk=engagement.pk, ungated=True, stage=Stage.SIGNED).exists()


def _came_later(noun: str, row: models.Model | None) -> bool:
    """It was written down after the signature, so nobody signed it. History says when; a row that it doesn't know was
    there."""
    if row is None or noun not in LATER:
        return False
    closed_at = Engagement.objects.filter(pk=row.engagement_id).values_list("closed_at", flat=True).first()  # type: ignore[attr-defined]
    made = Entry.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk, verb=LATER[noun])
    return closed_at is not None and made.filter(at__gt=closed_at).exists()


def _words(state: str) -> str:
    if state == CLOSED:
        return _("This is closed: only leadership corrects what was agreed, with a reason. Ask them to.")
    return _(
        "This was signed. Price and work change by a change order; words and dates by an amendment, once sales, delivery "
        "and, where they signed, the client have agreed."
    )
