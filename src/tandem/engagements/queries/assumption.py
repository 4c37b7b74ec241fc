"""Questions about assumptions: what each is worth, whom it waits on, and how earlier ones came out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from tandem.engagements.models import OPEN, Assumption, Challenge, Engagement, Risk, Stage
from tandem.people.models import Person
from tandem.people.rights import Sight, shown

SETTLED = ("verified", "priced", "false")
ARROWS = [stage.value for stage in (*OPEN, Stage.SIGNED)]


@dataclass(frozen=True)
class Held:
    """Of `n` earlier assumptions that came out one way or the other, `held` turned out true."""

    held: int
    n: int


@dataclass(frozen=True)
class AssumptionRow:
    """An assumption as a page shows it; `price_if_false` is None to whoever may not see prices.

    `risk` is what it hardened into. `by_verifier` and `by_tier` say how earlier ones came out, None where none has.
    `unanswered` is delivery's doubt that sales hasn't said anything to yet, `answered` the last one that it has.
    """

    assumption: Assumption
    price_if_false: Decimal | None
    risk: Risk | None = None
    by_verifier: Held | None = None
    by_tier: Held | None = None
    unanswered: Challenge | None = None
    answered: Challenge | None = None

    @property
    def is_risk(self) -> bool:
        return self.risk is not None

    @property
    def state(self) -> str:
        """Exactly one: false, flagged, verified, priced, open_if, agreed, asked or raised."""
        return state(self.assumption)

    @property
    def is_doubted(self) -> bool:
        """Does delivery's doubt stand, so that only delivery says whether it holds?"""
        earlier = not self.assumption.answer and bool(self.unanswered or self.answered)
        return earlier or self.state in ("flagged", "open_if")

    @property
    def settled(self) -> bool:
        return self.state in SETTLED


def state(assumption: Assumption) -> str:
    """What an assumption is, in one word. Being false outweighs all, then a red flag; being verified or priced
    outweighs being agreed."""
    if assumption.disproved_at:
        return "false"
    if assumption.answer == Assumption.Answer.RED:
        return "flagged"
    if assumption.verified_at:
        return "verified"
    if assumption.priced:
        return "priced"
    if assumption.answer == Assumption.Answer.IF and not assumption.condition_met_at:
        return "open_if"
    if assumption.answer:
        return "agreed"
    return "asked" if assumption.asked_id else "raised"


def is_doubted(assumption: Assumption) -> bool:
    """Does delivery's doubt stand: a red flag, a condition that isn't met, or an earlier doubt since which delivery
    hasn't answered? One query at most."""
    if assumption.answer == Assumption.Answer.IF:
        return assumption.condition_met_at is None
    if assumption.answer:
        return assumption.answer == Assumption.Answer.RED
    return assumption.challenges.exists()


def later(one: str, other: str) -> str:
    """The later of two stages; whatever comes after the signature counts as signed."""
    return max((each if each in ARROWS else Stage.SIGNED.value for each in (one, other)), key=ARROWS.index)


def next_gate(engagement: Engagement) -> str:
    """The stage that the deal's next gate leads to; a lead's assumptions are asked for at the freeze."""
    place = ARROWS.index(later(engagement.stage, Stage.QUALIFIED))
    return ARROWS[min(place + 1, len(ARROWS) - 1)]


def is_due(assumption: Assumption, reached: str) -> bool:
    """Was it to be verified before the deal is `reached`?"""
    return later(assumption.verify_by, reached) == later(reached, reached)


def to_harden(engagement: Engagement, reached: str) -> list[Assumption]:
    """What becomes a risk when the deal is `reached`: due, answered, without a red flag, with its hours and somebody
    who verifies it; not those that came out one way or the other. One query."""
    rows = engagement.assumptions.filter(
        verified_at__isnull=True, disproved_at__isnull=True, hardened_at__isnull=True, minutes_if_false__gt=0,
        verifier__isnull=False,
    ).exclude(answer__in=("", Assumption.Answer.RED))  # fmt: skip
    return [row for row in rows.select_related("verifier").order_by("pk") if is_due(row, reached)]


def to_price(engagement: Engagement) -> list[Assumption]:
    """What a freeze puts into the price: answered, not out one way or the other, with hours, in no price yet. One
    query."""
    rows = engagement.assumptions.filter(
        verified_at__isnull=True, disproved_at__isnull=True, priced=False, minutes_if_false__gt=0
    ).exclude(answer__in=("", Assumption.Answer.RED))
    return list(rows.order_by("pk"))


def rows(engagement: Engagement, person: Person) -> list[AssumptionRow]:
    """Every assumption, the unsettled first. Five queries."""
    people = ("raised_by", "verifier", "asked", "answered_by", "condition_owner")
    hardened = {
        risk.from_assumption_id: risk
        for risk in engagement.risks.filter(from_assumption__isnull=False).select_related("owner", "owner_contact")
    }
    every = list(engagement.assumptions.select_related(*people).order_by("pk"))
    said = _challenges(engagement)
    by_verifier, by_tier = _held(engagement, every, person)
    found = [
        AssumptionRow(
            row, shown(person, Sight.PRICE, row.price_if_false), hardened.get(row.pk),
            by_verifier.get(row.verifier_id), by_tier,
            unanswered=next((each for each in said[row.pk] if not each.reply), None),
            answered=next((each for each in said[row.pk] if each.reply), None),
        )
        for row in every
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.settled)


def unsettled(engagement: Engagement) -> list[Assumption]:
    """Those that somebody still has to do something about. One query."""
    every = engagement.assumptions.select_related("asked", "verifier").order_by("pk")
    return [row for row in every if state(row) not in SETTLED]


def _challenges(engagement: Engagement) -> dict[int, list[Challenge]]:
    """Delivery's doubts by assumption, the latest first. One query."""
    found: dict[int, list[Challenge]] = defaultdict(list)
    rows = engagement.challenges.filter(assumption__isnull=False).select_related("raised_by", "replied_by")
    for row in rows.order_by("-raised_at", "-pk"):
        found[row.assumption_id].append(row)  # type: ignore[index]  # only those about an assumption were asked for
    return found


def _held(
    engagement: Engagement, every: Iterable[Assumption], person: Person
) -> tuple[dict[int | None, Held], Held | None]:
    """How earlier assumptions came out: by verifier, and of the same offering and grade. Two queries; only deals that
    this person may see are counted."""
    earlier = Assumption.objects.visible_to(person).exclude(engagement=engagement)
    earlier = earlier.filter(Q(verified_at__isnull=False) | Q(disproved_at__isnull=False))
    verifiers = {row.verifier_id for row in every if row.verifier_id}
    rows = _counted(earlier.filter(verifier__in=verifiers).values("verifier")) if verifiers else []
    by_verifier = {row["verifier"]: Held(row["held"], row["n"]) for row in rows}
    tier = engagement.tier
    if tier is None:
        return by_verifier, None
    same = earlier.filter(engagement__tier__offering=tier.offering_id, engagement__tier__grade=tier.grade)
    counted = same.aggregate(n=Count("pk"), held=Count("verified_at"))
    return by_verifier, Held(counted["held"], counted["n"]) if counted["n"] else None


def _counted(rows: QuerySet) -> QuerySet:
    return rows.annotate(n=Count("pk"), held=Count("verified_at")).order_by()


def contingency_of(engagement: Engagement) -> list[tuple[str, int]]:
    """The hours in the price: of assumptions that are priced and not verified, false ones among them. One query."""
    standing = engagement.assumptions.filter(priced=True, verified_at__isnull=True)
    return list(standing.order_by("pk").values_list("words", "minutes_if_false"))
