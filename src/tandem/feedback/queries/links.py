"""Clients' links: whom one lets in, what it shows, which there are, and who hasn't signed."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.clients.models import Contact
from tandem.delivery.models import Milestone
from tandem.delivery.queries.amending import value_of
from tandem.engagements.models import (
    Amendment,
    Duty,
    DutyPart,
    Engagement,
    Outcome,
    OutcomeSignature,
    Remark,
    Side,
    Stage,
)
from tandem.engagements.queries.outcome import OutcomeRow, words_of
from tandem.engagements.queries.outcome import digest_of as words_digest
from tandem.engagements.queries.outcome import rows as outcome_rows
from tandem.feedback.models import ClientLink
from tandem.feedback.secret import digest_of
from tandem.people.models import Person
from tandem.waits import Wait

MANY = 200


@dataclass(frozen=True)
class Owed:
    """A duty as the client reads it. `who` answers for it."""

    words: str
    who: str
    due_on: date | None
    done: bool


@dataclass(frozen=True)
class Reworded:
    """An outcome that the client has signed, in the words that both of our sides have agreed to since: it reads so once
    the client signs it too. `number` is the outcome's own on the page; `was` says of each field that changes how it
    reads until then, so that nobody signs a change without seeing it."""

    outcome: Outcome
    amendment: Amendment
    client: bool = False
    number: int = 0

    @property
    def was(self) -> dict[str, Any]:
        return {name: value_of(Outcome, name, text) for name, text in self.amendment.before.items()}

    @property
    def digest(self) -> str:
        return words_digest(words_of(self.outcome))


@dataclass(frozen=True)
class ClientPage:
    """Everything that a link shows: nothing of it is a price, a margin or a word meant for colleagues."""

    outcomes: list[OutcomeRow]
    in_work: int
    theirs: list[Owed]
    ours: list[Owed]
    milestone: Milestone | None
    reworded: list[Reworded] = field(default_factory=list)

    @property
    def unsigned(self) -> list[OutcomeRow | Reworded]:
        return [*(row for row in self.outcomes if not row.client), *self.reworded]


@dataclass(frozen=True)
class LinkRow:
    link: ClientLink
    state: str  # "live", "expired" or "revoked"


def let_in(secret: str, today: date) -> ClientLink | None:
    """The link that this secret opens; None, whatever the reason is, when it opens nothing. One query."""
    found = ClientLink.objects.filter(secret_digest=digest_of(secret)).select_related(
        "contact__account", "engagement__account", "engagement__seller", "engagement__lead"
    )
    link = found.first()
    return link if link and _opens(link, today) else None


def _opens(link: ClientLink, today: date) -> bool:
    deal = link.engagement
    same_client = deal.account_id is not None and deal.account_id == link.contact.account_id
    return state_of(link, today) == "live" and same_client and deal.stage != Stage.LOST


def state_of(link: ClientLink, today: date) -> str:
    if link.revoked_at:
        return "revoked"
    return "expired" if link.expires_on < today else "live"


def listed(deal: Engagement, today: date) -> list[LinkRow]:
    """Every link of a deal, the newest first. One query."""
    found = ClientLink.objects.filter(engagement=deal).select_related("contact", "made_by", "revoked_by")
    return [LinkRow(link, state_of(link, today)) for link in found.order_by("-made_at", "-pk")]


def contacts(deal: Engagement) -> QuerySet[Contact]:
    """Whom a link can be made for: people at the client whose address is known."""
    return Contact.objects.filter(account=deal.account_id).exclude(email="").order_by("name", "pk")


def page_of(deal: Engagement) -> ClientPage:
    """What a client sees: outcomes that both of our sides have signed, who owes what, what is next, and which of them would read
    otherwise. Six queries."""
    rows = outcome_rows(deal)
    agreed = [row for row in rows if row.agreed]
    duties = list(_duties(deal))
    return ClientPage(
        outcomes=agreed,
        in_work=len(rows) - len(agreed),
        theirs=[owed for for_client, owed in duties if for_client],
        ours=[owed for for_client, owed in duties if not for_client],
        reworded=_reworded(deal, [row.outcome for row in rows], [row.outcome.pk for row in agreed]),
        milestone=Milestone.objects.filter(project__engagement=deal, done_on=None).order_by("due_on", "pk").first(),
    )


def said_by(link: ClientLink) -> list[Remark]:
    """What was written through links of this contact on this deal, with our answers, the newest first. One query."""
    found = Remark.objects.filter(engagement=link.engagement_id, contact=link.contact_id)
    return list(found.select_related("outcome", "answered_by").order_by("-at", "-pk")[:MANY])


def signed_by(link: ClientLink) -> list[OutcomeSignature]:
    """What this contact has signed on this deal, later wordings and earlier ones. One query."""
    keys = OutcomeSignature.objects.filter(outcome__engagement=link.engagement_id, side=Side.CLIENT)
    found = keys.select_related("outcome").order_by("at", "pk")
    return [key for key in found if key.evidence.get("mailed_to", "") == link.contact.email]


def _reworded(deal: Engagement, outcomes: list[Outcome], shown: list[int]) -> list[Reworded]:
    """Amendments that wait for the client's own key alone, under the numbers that the page gives their outcomes."""
    waiting = deal.amendments.filter(
        noun=Amendment.Noun.OUTCOME, needs_link=True, client_on=None, written_at=None, declined_at=None,
        sales_at__isnull=False, delivery_at__isnull=False,
    )  # fmt: skip
    by_pk = {outcome.pk: outcome for outcome in outcomes}
    numbers = {pk: number for number, pk in enumerate(shown, start=1)}
    return [
        Reworded(_as_amended(by_pk[each.row], each), each, number=numbers.get(each.row, len(shown) + 1))
        for each in waiting.order_by("pk")
        if each.row in by_pk
    ]


def _as_amended(outcome: Outcome, amendment: Amendment) -> Outcome:
    """As it would read; never saved."""
    read = copy(outcome)
    for name, text in amendment.after.items():
        setattr(read, name, value_of(Outcome, name, text))
    return read


def _duties(deal: Engagement) -> Iterator[tuple[bool, Owed]]:
    parts = DutyPart.objects.filter(duty__engagement=deal, letter=DutyPart.Letter.ACCOUNTABLE)
    answers = {part.duty_id: part.person or part.contact for part in parts.select_related("person", "contact")}
    for duty in Duty.objects.filter(engagement=deal).order_by("due_on", "position", "pk"):
        who = answers.get(duty.pk)
        yield duty.for_client, Owed(duty.words, who.name if who else "", duty.due_on, duty.done_at is not None)


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Clients who have a link and haven't signed what both of our sides have. It waits on nobody of ours: `on` finds
    nothing. One query."""
    if on:
        return []
    found = _unsigned(timezone.localdate(at))
    if asker:
        found = found.filter(engagement__seller=asker)
    newest: dict[tuple[int, int], ClientLink] = {}
    for link in found.order_by("-made_at", "-pk")[:MANY]:
        newest.setdefault((link.engagement_id, link.contact_id), link)
    return [_wait(link) for link in newest.values() if link.engagement.seller]


def _unsigned(today: date) -> QuerySet[ClientLink]:
    def signed(side: str) -> Exists:
        return Exists(OutcomeSignature.objects.filter(outcome=OuterRef("pk"), revision=OuterRef("revision"), side=side))

    waiting = Outcome.objects.filter(signed(Side.SALES), signed(Side.DELIVERY), ~signed(Side.CLIENT))
    live = ClientLink.objects.filter(revoked_at=None, expires_on__gte=today).exclude(engagement__stage=Stage.LOST)
    return live.filter(Exists(waiting.filter(engagement=OuterRef("engagement")))).select_related(
        "contact", "engagement__account", "engagement__seller"
    )


def _wait(link: ClientLink) -> Wait:
    deal = link.engagement
    return Wait(
        key=f"link-{link.pk}", kind="sign", title=_("%(name)s hasn’t signed what “done” means") % {"name": link.contact.name},
        context=f"{deal.account.name} · {deal.name}" if deal.account else deal.name, on=link.contact, asker=deal.seller,
        since=link.made_at, url=reverse("deal_client_links", args=[deal.pk]), due=link.expires_on, engagement_id=deal.pk,
        extra={"face": link.contact},
    )  # fmt: skip
