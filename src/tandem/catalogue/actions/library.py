"""Verbs on the risk library: what the firm has met before is kept for the next deal."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from tandem.catalogue.models import LibraryRisk
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed
from tandem.people.models import Person


def add(
    *,
    words: str,
    by: Person,
    at: datetime,
    probability: Decimal | None = None,
    minutes: int = 0,
    mitigation: str = "",
    trigger: str = "",
    source: str = "",
    engagement: models.Model | None = None,
) -> LibraryRisk:
    """Keep a risk for the next deals. `source` says where it was learnt, `engagement` on which project.

    Raises:
        Refused: the library has one in these words.
    """
    row = LibraryRisk(
        words=words, probability=probability, minutes=minutes, mitigation=mitigation, trigger=trigger,
        source=source[:300], made_at=at, made_by=by,
    )  # fmt: skip
    try:
        with deed(engagement):
            row.save(force_insert=True)
    except IntegrityError as known:
        words = _("The library has a risk in these words already: change them, or settle the lesson with it.")
        raise Refused([Finding("one_risk_of_these_words", _("Risk library"), words, waivable=False)]) from known
    after = {"words": words, "minutes": minutes, "probability": probability}
    ledger.record("put into the risk library", row, by=by, at=at, reason=source, engagement=engagement, after=after)
    return row
