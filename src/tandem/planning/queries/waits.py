"""What waits on planners: clashes to settle, holds about to end, roles of deals near signing that nobody fills."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.calc.weeks import axis
from tandem.engagements.models import Stage
from tandem.people.models import Access, Person
from tandem.planning.models import Booking
from tandem.planning.queries.clashes import Clash, clashes
from tandem.planning.queries.heat import firm
from tandem.planning.queries.staffing import OpenRole, open_roles
from tandem.planning.queries.window import WEEKS, Window
from tandem.waits import Wait

NEAR_ITS_END = timedelta(days=3)
NEAR_SIGNING = (Stage.AGREED, Stage.PROPOSED, Stage.SIGNED, Stage.ACCEPTED)


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """What waits in planning; of one mover or one asker, if given. Three queries, and for a resource manager those of
    the heat map and of the open roles."""
    found = [*_holds(at, on), *_for_managers(at, on)]
    return [
        wait
        for wait in found
        if (on is None or wait.on.pk == on.pk) and (asker is None or (wait.asker and wait.asker.pk == asker.pk))
    ]


def _holds(at: datetime, on: Person | None) -> Iterable[Wait]:
    """Whoever made it confirms it, prolongs it or lets it go."""
    today = timezone.localdate(at)
    ending = Booking.objects.filter(
        hard=False, hold_until__range=(today, today + NEAR_ITS_END), made_by__is_active=True, engagement__isnull=False
    )
    if on:
        ending = ending.filter(made_by=on)
    for booking in ending.select_related("person", "engagement", "made_by").order_by("hold_until", "pk"):
        yield Wait(
            key=f"hold-{booking.pk}",
            kind="decide",
            title=_("Your hold on %(name)s ends") % {"name": booking.person.name},
            context=booking.engagement.name if booking.engagement else "",
            on=booking.made_by,
            asker=None,
            since=booking.made_at,
            url=reverse("booking", args=[booking.pk]),
            due=booking.hold_until,
            engagement_id=booking.engagement_id,
        )


def _for_managers(at: datetime, on: Person | None) -> Iterable[Wait]:
    if on is not None and on.access != Access.RESOURCE:
        return
    managers = list(Person.objects.filter(access=Access.RESOURCE, is_active=True).order_by("pk"))
    if not managers:
        return
    today = timezone.localdate(at)
    view = firm(managers[0], Window(axis(today, WEEKS[0])), today)
    roles: dict[int, list[OpenRole]] = {}
    for role in open_roles(managers[0], today):
        if role.deal.stage in NEAR_SIGNING:
            roles.setdefault(role.deal.pk, []).append(role)
    settle = clashes(view, managers[0]).listed
    for manager in managers:
        yield from (_clash(manager, clash, at) for clash in settle)
        yield from (_roles(manager, found) for found in roles.values())


def _clash(manager: Person, clash: Clash, at: datetime) -> Wait:
    words = _("%(name)s: %(percent)s%% of the week") % {"name": clash.name, "percent": clash.percent}
    causes = [deal.client or deal.name or "" for deal in clash.deals[:3]] or clash.works[:3]
    return Wait(
        key=f"clash-{clash.key}",
        kind="decide",
        title=words,
        context=", ".join(causes),
        on=manager,
        asker=None,
        since=at,
        url=reverse("capacity"),
        due=clash.first,
    )


def _roles(manager: Person, found: list[OpenRole]) -> Wait:
    deal = found[0].deal
    words = ngettext("Staff %(count)s role: %(roles)s", "Staff %(count)s roles: %(roles)s", len(found))
    return Wait(
        key=f"roles-{deal.pk}",
        kind="do",
        title=words % {"count": len(found), "roles": ", ".join(role.role.name for role in found[:3])},
        context=deal.name,
        on=manager,
        asker=deal.lead,
        since=deal.stage_since,
        url=reverse("deal_capacity", args=[deal.pk]),
        due=min(role.starts_on for role in found),
        engagement_id=deal.pk,
    )
