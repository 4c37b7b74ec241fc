"""Facts and checklists of the engagement's own gates."""

from tandem.engagements.gate import QualifyFacts
from tandem.engagements.models import Engagement


def qualify_facts(deal: Engagement) -> QualifyFacts:
    """No query when `account`, `seller` and `fit__profile` came with the deal. Another client's fit says nothing."""
    fit = deal.own_fit
    return QualifyFacts(
        client=deal.account.name if deal.account else "",
        score=fit.score if fit else None,
        floor=fit.profile.floor if fit else 0,
        stops=fit.disqualified if fit else False,
        seller=deal.seller,
    )
