"""Won elsewhere: what really happened is recorded, and isn't called aligned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from tandem.engagements.actions.stage import force_signed
from tandem.engagements.models import Engagement
from tandem.ledger.actions import Actor, seal
from tandem.ledger.deeds import deed
from tandem.people.models import Access, Person
from tandem.review.models import Signature


@dataclass(frozen=True)
class Win:
    """A deal of which the CRM says that it's won."""

    deal: Engagement
    client_name: str
    signed_on: date


@deed()
def record_wins(wins: Sequence[Win], *, by: Actor, at: datetime, why: str = "") -> list[Signature]:
    """Past open gates: the deals become signed and ungated, each with somebody answerable and a signature without a
    scope. A fixed number of queries. The remedial handoffs are composed by `handoff.actions.outside`.

    Raises:
        WrongStage: one is signed already.
        Stale: somebody moved one since it was read.
    """
    leader = Person.objects.filter(access=Access.LEADERSHIP, is_active=True).order_by("pk").first()
    words = why or _("Won in the CRM past open gates.")
    force_signed([win.deal for win in wins], [win.signed_on for win in wins], by=by, at=at, why=words, leader=leader)
    return sign_all(wins, by=by, at=at)


def sign_all(wins: Sequence[Win], *, by: Actor, at: datetime) -> list[Signature]:
    """Signatures without a scope, for wins that lie before the firm used Tandem too: their deals are stored as signed
    and aren't ungated, since there was no gate to pass. A fixed number of queries for each 500."""
    made = Signature.objects.bulk_create(
        [
            Signature(
                engagement=win.deal, client_name=win.client_name[:120], signed_on=win.signed_on,
                recorded_by_id=by.pk, recorded_at=at,
            )
            for win in wins
        ],
        batch_size=1000,
    )  # fmt: skip
    seal(made, by=by, at=at)
    return made
