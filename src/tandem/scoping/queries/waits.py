"""What waits on whom about scopes: red flags, questions, sections to vet, sessions, discounts. Eighteen
queries; seven while nothing is vetted."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.models import OPEN, Engagement, Stage
from tandem.people.models import Person
from tandem.scoping.gate.facts import SectionFact
from tandem.scoping.models import RedFlag, ScopingSession, SessionSeat, Vet
from tandem.scoping.queries import discounts, vets
from tandem.waits import Wait
from tandem.web.words import listed

# From the qualified deal to the agreed one: once the client has the proposal, a change takes a new version first.
VETTED_IN = (Stage.QUALIFIED, Stage.SCOPED, Stage.AGREED)
BEFORE_FREEZE = (Stage.LEAD, Stage.QUALIFIED)
NAMED = 3


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Everything that waits on `on`, or that `asker` waits for; both None gives all."""
    rows = [
        *_replies(on),
        *_clearings(on),
        *_questions(on),
        *_vets(on),
        *_sessions(at, on),
        *_presence(on),
        *discounts.waits(on),
    ]
    return [
        row for row in rows if row.on and on in (None, row.on) and asker in (None, row.asker) and row.on != row.asker
    ]


def _replies(on: Person | None) -> Iterator[Wait]:
    """Delivery raised a flag; its seller hasn't said anything yet."""
    found = _standing().filter(reply="")
    for flag in found.filter(engagement__seller=on) if on else found:
        deal = flag.engagement
        yield Wait(
            key=f"flag-{flag.pk}", kind="answer", title=_("Answer a red flag"), context=_said(flag), on=deal.seller,
            asker=flag.raised_by, since=flag.raised_at, url=reverse("deal_flag_reply", args=[deal.pk, flag.pk]),
            engagement_id=deal.pk,
        )  # fmt: skip


def _clearings(on: Person | None) -> Iterator[Wait]:
    """Sales answered; whoever raised it says whether that will do."""
    found = _standing().exclude(reply="")
    for flag in found.filter(raised_by=on) if on else found:
        deal = flag.engagement
        yield Wait(
            key=f"flag-clear-{flag.pk}", kind="decide", title=_("Does this clear your red flag?"),
            context=_("%(flag)s · The answer: %(reply)s") % {"flag": _said(flag), "reply": flag.reply},
            on=flag.raised_by, asker=flag.replied_by, since=flag.raised_at,
            url=reverse("deal_flag_clear", args=[deal.pk, flag.pk]), engagement_id=deal.pk,
        )  # fmt: skip


def _questions(on: Person | None) -> Iterator[Wait]:
    """Delivery asked, and nobody of sales has answered: each of them, if it's still delivery's last word there."""
    found = Vet.objects.filter(word=Vet.Word.QUESTION, reply="", engagement__stage__in=OPEN)
    later = Vet.objects.filter(engagement=OuterRef("engagement"), section=OuterRef("section"), pk__gt=OuterRef("pk"))
    found = found.exclude(Exists(later)).select_related("engagement__account", "engagement__seller", "person")
    for vet in found.filter(engagement__seller=on) if on else found:
        deal = vet.engagement
        yield Wait(
            key=f"question-{vet.pk}", kind="answer", title=_("Answer delivery’s question"),
            context=_about(deal, vet.words), on=deal.seller, asker=vet.person, since=vet.at,
            url=reverse("deal_vet_reply", args=[deal.pk, vet.pk]), engagement_id=deal.pk,
        )  # fmt: skip


def _vets(on: Person | None) -> Iterator[Wait]:
    """Sections nobody has vetted, or that changed since, wait on the lead; an answered question on whoever asked. One
    item a deal and person. A deal whose vetting hasn't begun (no session, no vet) waits on nobody yet."""
    begun = ScopingSession.objects.filter(engagement=OuterRef("pk"), started_at__isnull=False)
    held = ScopingSession.objects.filter(engagement=OuterRef("pk"), held_at__isnull=False)
    any_vet = Vet.objects.filter(engagement=OuterRef("pk"))
    deals = Engagement.objects.filter(Exists(begun) | Exists(held) | Exists(any_vet), stage__in=VETTED_IN)
    if on:
        deals = deals.filter(Q(lead=on) | Exists(any_vet.filter(person=on, word=Vet.Word.QUESTION)))
    found = {deal.pk: deal for deal in deals.select_related("account", "seller", "lead").order_by("pk")}
    latest = vets.latest_of(found)
    for pk, facts in vets.facts_of(found, latest).items():
        yield from _vets_of(found[pk], facts, latest.get(pk, {}))


def _vets_of(deal: Engagement, facts: Iterable[SectionFact], latest: Mapping[str, Vet]) -> Iterator[Wait]:
    by_person: dict[Person, list[SectionFact]] = {}
    for fact in facts:
        person = fact.vetter if fact.state == "answered" else deal.lead if fact.state in ("never", "stale") else None
        if person:
            by_person.setdefault(person, []).append(fact)
    for person, rows in by_person.items():
        since = max([vet.replied_at or vet.at for vet in latest.values()], default=deal.stage_since)
        yield Wait(
            key=f"vet-{deal.pk}-{person.pk}", kind="decide", title=_title(rows),
            context=_about(deal, deal.name), on=person, asker=deal.seller, since=since,
            url=reverse("deal_review", args=[deal.pk]), engagement_id=deal.pk,
        )  # fmt: skip


def _title(rows: list[SectionFact]) -> str:
    """One item says all: what was answered or changed by name, what was never vetted by number if there's much."""
    again = [row.name.lower() for row in rows if row.state != "never"]
    fresh = [row.name.lower() for row in rows if row.state == "never"]
    if again and fresh:
        return _("Vet %(names)s again, and %(n)s more sections") % {"names": listed(again), "n": len(fresh)}
    if again:
        return _("Vet %(names)s again") % {"names": listed(again)}
    if len(fresh) > NAMED:
        return _("Vet %(n)s sections") % {"n": len(fresh)}
    return _("Vet %(names)s") % {"names": listed(fresh)}


def _standing():
    rows = RedFlag.objects.filter(cleared_at__isnull=True, engagement__stage__in=OPEN)
    return rows.select_related("engagement__account", "engagement__seller", "raised_by", "replied_by")


def _said(flag: RedFlag) -> str:
    return _about(flag.engagement, flag.words)


def _about(deal: Engagement, words: str) -> str:
    return f"{deal.account.name} · {words}" if deal.account else words


def _sessions(at: datetime, on: Person | None) -> Iterator[Wait]:
    """Planned for this day and not held yet: everybody with a seat."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = (start, start + timedelta(days=1))
    found = SessionSeat.objects.filter(session__planned_at__range=today, session__held_at__isnull=True)
    rows = (found.filter(person=on) if on else found).filter(session__engagement__stage__in=OPEN)
    for seat in rows.select_related("person", "session__engagement__account"):
        deal = seat.session.engagement
        when = timezone.localtime(seat.session.planned_at)
        yield Wait(
            key=f"session-{seat.session_id}-{seat.person_id}", kind="do",
            title=_("Scoping session, %(time)s") % {"time": f"{when:%H:%M}"},
            context=f"{deal.account.name} · {deal.name}" if deal.account else deal.name, on=seat.person, asker=None,
            since=seat.session.planned_at, url=reverse("deal_review", args=[deal.pk]), due=timezone.localdate(seat.session.planned_at),
            engagement_id=deal.pk,
        )  # fmt: skip


def _presence(on: Person | None) -> Iterator[Wait]:
    """Written down as present by somebody else: each of delivery says for themself whether they were there."""
    found = SessionSeat.objects.filter(
        session__held_at__isnull=False, came=True, confirmed_at__isnull=True, session__engagement__stage__in=BEFORE_FREEZE
    )  # fmt: skip
    rows = found.filter(person=on) if on else found
    for seat in rows.select_related("person", "session__engagement__account", "session__engagement__seller"):
        deal = seat.session.engagement
        if seat.person.side == "d":
            yield Wait(
                key=f"there-{seat.session_id}-{seat.person_id}", kind="answer",
                title=_("Were you in the scoping session?"), context=_about(deal, deal.name), on=seat.person,
                asker=deal.seller, since=seat.session.held_at or seat.session.planned_at, url=reverse("deal_review", args=[deal.pk]),
                engagement_id=deal.pk,
            )  # fmt: skip
