"""Questions about challenges: what delivery doubted, when, what sales answered, and who was right."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tandem.engagements.models import Challenge, Engagement, Stage
from tandem.engagements.models.named import people_named_on
from tandem.people.models import Access, Person

JUDGED_IN = (Stage.DELIVERED, Stage.LEARNT)
# The section of the deal that was challenged -> (words, its page).
ABOUT: dict[str, tuple[Any, str]] = {
    "success": (gettext_lazy("Success"), "deal_success"),
    "scope": (gettext_lazy("Scope"), "deal_scope"),
    "assumptions": (gettext_lazy("Assumption"), "deal_assumptions"),
    "who": (gettext_lazy("Who does what"), "deal_raci"),
    "risks": (gettext_lazy("Risks"), "deal_risks"),
    "capacity": (gettext_lazy("Capacity"), "deal_capacity"),
    "price": (gettext_lazy("Price"), "deal_price"),
    "promises": (gettext_lazy("Promise"), "deal_promises"),
}


@dataclass(frozen=True)
class ChallengeRow:
    """A challenge as its page shows it. `early`: it came before the first proposal went out. `answered_at` is the
    address where sales answers it, "" when that isn't here."""

    challenge: Challenge
    about: str
    url: str
    early: bool
    reply_url: str
    rights: tuple[str, ...]

    @property
    def state(self) -> str:
        """Exactly one: waits, answered or judged."""
        return "judged" if self.challenge.right else "answered" if self.challenge.reply else "waits"


def rows(deal: Engagement, person: Person) -> list[ChallengeRow]:
    """Every challenge, those that wait for an answer first, then the newest. Three queries."""
    sent = proposed_at(deal)
    named = named_on(deal, person)
    people = ("raised_by", "replied_by", "judged_by", "promise", "assumption")
    found = deal.challenges.select_related(*people).order_by("-raised_at", "-pk")
    made = [_row(each, deal, person, sent, named) for each in found]
    return sorted(made, key=lambda row: row.state != "waits")


def _row(row: Challenge, deal: Engagement, person: Person, sent: datetime | None, named: bool) -> ChallengeRow:
    words, place = ABOUT.get(row.about, (row.about.replace("_", " ").capitalize(), ""))
    return ChallengeRow(
        challenge=row, about=str(words), url=_url(row, place), early=sent is None or row.raised_at < sent,
        reply_url=reply_url(row), rights=may_say(row, person, named) if deal.stage in JUDGED_IN else (),
    )  # fmt: skip


def _url(row: Challenge, place: str) -> str:
    anchor = f"?all=1#promise-{row.promise_id}" if row.promise_id else ""
    anchor = f"#assumption-{row.assumption_id}" if row.assumption_id else anchor
    try:
        return reverse(place, args=[row.engagement_id]) + anchor
    except NoReverseMatch:
        return ""


def reply_url(row: Challenge) -> str:
    """A red flag and a vet are answered where they were raised, so that both rows have the answer."""
    if row.promise_id or row.assumption_id:
        return reverse("deal_challenge_reply", args=[row.engagement_id, row.pk])
    return reverse("deal_review", args=[row.engagement_id])


def proposed_at(deal: Engagement) -> datetime | None:
    """When the first proposal went out. One query."""
    return deal.steps.filter(now=Stage.PROPOSED).aggregate(first=Min("at"))["first"]


def named_on(deal: Engagement, person: Person) -> bool:
    """Named on it in any way. One query at most."""
    if person.pk in (deal.seller_id, deal.lead_id):
        return True
    return Person.objects.filter(pk=person.pk).filter(pk__in=people_named_on(deal.pk)).exists()


def may_say(challenge: Challenge, person: Person, named: bool) -> tuple[str, ...]:
    """Which verdicts of hindsight are this person's to give: everything for whoever had no part in it and is `named` on
    the deal or leads the firm; for the two who had, only the one against themselves."""
    if not (named or person.access == Access.LEADERSHIP):
        return ()
    if person.pk == challenge.raised_by_id:
        return (Challenge.Right.SALES,)
    if person.pk == challenge.replied_by_id:
        return (Challenge.Right.DELIVERY,)
    return tuple(Challenge.Right.values)


def summary(found: Iterable[ChallengeRow]) -> str:
    """All in one sentence: "3 challenges, 2 before the proposal went out: 1 waits for an answer, delivery was right
    in 1"."""
    made = list(found)
    number, early = len(made), sum(row.early for row in made)
    head = ngettext("%(n)s challenge", "%(n)s challenges", number) % {"n": number}
    when = _("%(n)s before the proposal went out") % {"n": early}
    right = Counter(row.challenge.right for row in made if row.challenge.right)
    waits = sum(row.state == "waits" for row in made)
    told = [
        (ngettext("%(n)s waits for an answer", "%(n)s wait for an answer", waits), waits),
        (_("delivery was right in %(n)s"), right[Challenge.Right.DELIVERY]),
        (_("sales was right in %(n)s"), right[Challenge.Right.SALES]),
        (_("both had a point in %(n)s"), right[Challenge.Right.BOTH]),
        (_("%(n)s never showed"), right[Challenge.Right.UNKNOWN]),
    ]
    parts = [words % {"n": n} for words, n in told if n]
    return f"{head}, {when}" + (f": {', '.join(parts)}" if parts else "")


def unjudged() -> Q:
    """Challenges of finished work of which nobody has said who was right."""
    return Q(right="", engagement__stage__in=JUDGED_IN)
