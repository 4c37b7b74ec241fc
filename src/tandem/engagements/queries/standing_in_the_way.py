"""What is open on many deals at once, in few words: for cards, where the whole checklist would cost too much."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from tandem.engagements.models import Assumption, Duty, DutyPart, Outcome, OutcomeSignature, Risk, Side


def of(deals: Sequence[int]) -> dict[int, list[str]]:
    """Deal id -> what is open ("2 risks" have no owner's yes), only for deals where something is.

    Four grouped queries, whatever their number.
    """
    found: dict[int, list[str]] = defaultdict(list)
    if not deals:
        return found
    for deal, number in _counted(_unowned_risks(), deals):
        found[deal].append(ngettext("%(n)s risk", "%(n)s risks", number) % {"n": number})
    for deal, number in _counted(_unsigned_outcomes(), deals):
        found[deal].append(ngettext("%(n)s outcome", "%(n)s outcomes", number) % {"n": number})
    for deal, number in _counted(_open_assumptions(), deals):
        found[deal].append(ngettext("%(n)s assumption", "%(n)s assumptions", number) % {"n": number})
    for deal, number in _counted(_unnamed_duties(), deals):
        found[deal].append(ngettext("%(n)s duty", "%(n)s duties", number) % {"n": number})
    return found


def _counted(rows: QuerySet, deals: Sequence[int]) -> list[tuple[int, int]]:
    counted = rows.filter(engagement__in=deals).order_by().values("engagement_id").annotate(n=Count("pk"))
    return list(counted.values_list("engagement_id", "n"))


def _unowned_risks() -> QuerySet:
    """A client's contact named as owner counts as accepted: contacts don't sign in here."""
    return Risk.objects.filter(
        size=Risk.Size.MAJOR, fate=Risk.Fate.OPEN, accepted_at__isnull=True, owner_contact__isnull=True
    )


def _unsigned_outcomes() -> QuerySet:
    def unsigned(side: str) -> Q:
        keys = OutcomeSignature.objects.filter(outcome=OuterRef("pk"), revision=OuterRef("revision"), side=side)
        return Q(~Exists(keys))

    return Outcome.objects.filter(unsigned(Side.SALES) | unsigned(Side.DELIVERY))


def _open_assumptions() -> QuerySet:
    unsettled = Q(verified_at__isnull=True, priced=False)
    return Assumption.objects.filter(unsettled | Q(answer=Assumption.Answer.RED))


def _unnamed_duties() -> QuerySet:
    return Duty.objects.filter(~Exists(DutyPart.objects.filter(duty=OuterRef("pk"), letter="A")))
