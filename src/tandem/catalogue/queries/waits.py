"""New versions that wait for a key, drafts that came back, drafts that another version overtook."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.catalogue.models import Tier, TierKey
from tandem.people.models import Access, Person
from tandem.waits import Wait

ACCESS = {TierKey.Side.SALES: Access.SALES, TierKey.Side.DELIVERY: Access.DELIVERY}


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """What waits in the catalogue; of one mover or one asker, if given. Four queries."""
    found = [*_keys(), *_returned(), *_overtaken()]
    return [
        wait
        for wait in found
        if (on is None or wait.on.pk == on.pk) and (asker is None or (wait.asker and wait.asker.pk == asker.pk))
    ]


def _keys() -> Iterable[Wait]:
    """Anybody of a side may say yes for it, so all of them are asked."""
    asked = list(_open(Tier.State.ASKED).prefetch_related("keys").order_by("asked_at", "pk"))
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


def _returned() -> Iterable[Wait]:
    """Declined by the other side: whoever asked changes it, or gives it up."""
    rows = _open(Tier.State.DRAFT).exclude(declined_why="").filter(asked_by__isnull=False).order_by("pk")
    for tier in rows:
        words = _("Declined: change or give up %(tier)s, version %(n)s")
        since = tier.asked_at or tier.made_at
        yield _wait(tier, f"returned-{tier.pk}", "do", words, tier.asked_by, since, tier.declined_why, None)


def _overtaken() -> Iterable[Wait]:
    sold = Tier.objects.filter(offering=OuterRef("offering"), grade=OuterRef("grade"), current=True)
    rows = Tier.objects.filter(state__in=(Tier.State.DRAFT, Tier.State.ASKED), made_by__isnull=False)
    rows = rows.annotate(
        sold_number=Subquery(sold.values("number")[:1]), sold_at=Subquery(sold.values("made_at")[:1])
    ).select_related("offering", "made_by", "asked_by")
    for tier in rows.order_by("pk"):
        if tier.sold_number and tier.sold_number > tier.number:
            words = _("Another version came first: take it over into %(tier)s")
            context = _("Version %(n)s is sold now.") % {"n": tier.sold_number}
            yield _wait(tier, f"overtaken-{tier.pk}", "do", words, tier.made_by, tier.sold_at, context, None)


def _open(state: str) -> QuerySet[Tier]:
    return Tier.objects.filter(state=state).select_related("offering", "asked_by", "declined_by")


ASKER = object()


def _wait(
    tier: Tier, key: str, kind: str, words: str, on: Person | None, since: datetime, context: str, asker: object = ASKER
) -> Wait:
    return Wait(
        key=key, kind=kind, title=words % {"tier": tier, "n": tier.number}, context=context, on=on,
        asker=tier.asked_by if asker is ASKER else asker, since=since, url=reverse("tier_draft", args=[tier.pk]),
    )  # fmt: skip
