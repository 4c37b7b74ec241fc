"""New versions that wait for a key, drafts that came back, drafts that another version overtook."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.catalogue.models import Tier, TierKey
from tandem.catalogue.queries.drafts import OPEN
from tandem.people.models import Access, Person
from tandem.waits import Wait

ACCESS = {TierKey.Side.SALES: Access.SALES, TierKey.Side.DELIVERY: Access.DELIVERY}


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """What waits in the catalogue; of one mover or one asker, if given. One query; three where a draft is open."""
    drafts = list(_open())
    found = [*_keys(drafts), *_returned(drafts), *_overtaken(drafts)]
    return [
        wait
        for wait in found
        if (on is None or wait.on.pk == on.pk) and (asker is None or (wait.asker and wait.asker.pk == asker.pk))
    ]


def _open() -> QuerySet[Tier]:
    """Open drafts, with the number and the day of what is sold now."""
    sold = Tier.objects.filter(offering=OuterRef("offering"), grade=OuterRef("grade"), current=True)
    return (
        Tier.objects.filter(state__in=OPEN)
        .annotate(sold_number=Subquery(sold.values("number")[:1]), sold_at=Subquery(sold.values("made_at")[:1]))
        .select_related("offering", "asked_by", "made_by")
        .prefetch_related("keys")
        .order_by("asked_at", "pk")
    )


def _keys(drafts: list[Tier]) -> Iterable[Wait]:
    """Anybody of a side may say yes for it, so all of them are asked."""
    asked = [tier for tier in drafts if tier.state == Tier.State.ASKED]
    if not asked:
        return
    people = list(
        Person.objects.filter(access__in=ACCESS.values(), is_active=True, left_on=None).order_by("name", "pk")
    )
    for tier in asked:
        turned = {key.side for key in tier.keys.all()}
        for side, access in ACCESS.items():
            for person in people if side not in turned else []:
                if person.access == access:
                    yield _wait(
                        tier, f"key-{tier.pk}-{person.pk}", "sign", _("Say yes or no: %(tier)s, version %(n)s"), person,
                        tier.asked_at or tier.made_at, tier.why,
                    )  # fmt: skip


def _returned(drafts: list[Tier]) -> Iterable[Wait]:
    """Declined by the other side: whoever asked changes it, or gives it up."""
    words = _("Declined: change or give up %(tier)s, version %(n)s")
    for tier in drafts:
        if tier.state == Tier.State.DRAFT and tier.declined_why and tier.asked_by:
            since = tier.asked_at or tier.made_at
            yield _wait(tier, f"returned-{tier.pk}", "do", words, tier.asked_by, since, tier.declined_why, None)


def _overtaken(drafts: list[Tier]) -> Iterable[Wait]:
    words = _("Another version came first: take it over into %(tier)s")
    for tier in drafts:
        number, since = tier.sold_number, tier.sold_at  # type: ignore[attr-defined]
        if tier.made_by and number and number > tier.number:
            context = _("Version %(n)s is sold now.") % {"n": number}
            yield _wait(tier, f"overtaken-{tier.pk}", "do", words, tier.made_by, since, context, None)


ASKER = object()


def _wait(
    tier: Tier, key: str, kind: str, words: str, on: Person | None, since: datetime, context: str, asker: object = ASKER
) -> Wait:
    return Wait(
        key=key, kind=kind, title=words % {"tier": tier, "n": tier.number}, context=context, on=on,
        asker=tier.asked_by if asker is ASKER else asker, since=since, url=reverse("tier_draft", args=[tier.pk]),
    )  # fmt: skip
