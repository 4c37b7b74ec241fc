"""How the catalogue came to be as it is: earlier versions with their reasons and keys, a draft that waits for delivery's
key, one that came back, one that leadership ended."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tandem.catalogue.models import (
    Deliverable,
    Tier,
    TierClause,
    TierEstimate,
    TierKey,
    TierMilestone,
)
from tandem.front.sample.rows import Rows
from tandem.front.sample.staff import Staff
from tandem.front.sample.when import When
from tandem.people.models import Person

State = Tier.State
FIRST = "Our first catalogue: what we had sold three times or more, with the hours that it took."
KINDS = TierClause.Kind


@dataclass(frozen=True)
class Teller:
    """Everybody and every day that the history needs."""

    rows: Rows
    when: When
    staff: Staff
    tiers: dict[tuple[str, str], Tier]

    def copy(self, old: Tier, **fields: object) -> Tier:
        """Another version with the same parts."""
        values = {
            "offering": old.offering, "grade": old.grade, "fee": old.fee, "weeks": old.weeks, "promise": old.promise,
            "current": False, "state": State.DRAFT, "made_by": old.made_by, **fields,
        }  # fmt: skip
        fresh = self.rows.add(Tier(**values))
        for model in (Deliverable, TierEstimate, TierClause, TierMilestone):
            for row in [row for row in self.rows.waiting[model] if row.tier is old]:
                names = [each.name for each in model._meta.concrete_fields if each.name not in ("id", "tier")]
                self.rows.add(model(tier=fresh, **{name: getattr(row, name) for name in names}))
        return fresh

    def both_say_yes(self, tier: Tier, seller: str, lead: str, asked: datetime, agreed: datetime) -> None:
        self.ask(tier, self.staff[seller], asked)
        self.key(tier, TierKey.Side.SALES, self.staff[seller], asked)
        self.key(tier, TierKey.Side.DELIVERY, self.staff[lead], agreed)
        tier.state = State.APPROVED
        self.rows.tell(agreed, "approved tier", tier, self.staff[lead])

    def ask(self, tier: Tier, by: Person, at: datetime) -> None:
        tier.asked_by, tier.asked_at, tier.state = by, at, State.ASKED
        self.rows.tell(at, "asked for a new version", tier, by, reason=tier.why)

    def key(self, tier: Tier, side: str, by: Person, at: datetime) -> None:
        self.rows.add(TierKey(tier=tier, side=side, person=by, at=at))
        self.rows.tell(at, f"said yes for {side} to a new version", tier, by, after={"version": tier.number})

    def of(self, model: type, tier: Tier) -> list:
        return [row for row in self.rows.waiting[model] if row.tier is tier]


def add_history(rows: Rows, when: When, staff: Staff, tiers: dict[tuple[str, str], Tier]) -> None:
    """Told after the catalogue is made and its risks are weighed, before it is written."""
    teller = Teller(rows, when, staff, tiers)
    _first_versions(teller)
    _earlier_versions(teller)
    _waits_for_delivery(teller)
    _came_back(teller)
    _ended(teller)


def _first_versions(teller: Teller) -> None:
    """Both heads said yes to the whole first catalogue in one sitting."""
    asked, agreed = teller.when.at(1, 20, "15:00", 2025), teller.when.at(1, 20, "16:30", 2025)
    for tier in [row for row in teller.rows.waiting[Tier] if row.number == 1]:
        tier.why = FIRST
        for side, name, at in (("sales", "Tom Bergqvist", asked), ("delivery", "Priya Raman", agreed)):
            teller.rows.add(TierKey(tier=tier, side=side, person=teller.staff[name], at=at))
    lesson = teller.tiers["data-platform", "gold"]
    lesson.why = "Lesson of Corvid: nobody had written down who makes the test data anonymous."


def _earlier_versions(teller: Teller) -> None:
    """Three sizes were put right before the first deal was built on them."""
    stories = (
        ("clean-and-move", "silver", "Ben Whitlock", "Marcus Adeyemi", -2, "0.94",
         "Both moves of last winter needed a rehearsal that we had not priced: two weeks more, and its hours."),
        ("predictive-models", "silver", "Aisha Noor", "Priya Raman", -1, "0.96",
         "Nobody owned the alarm after we had left. Watching for drift is part of it now."),
        ("decision-dashboards", "silver", "Freya Lund", "Sam Tully", -1, "0.95",
         "Three rounds of drafts instead of two: the second one is where they find out what they want."),
    )  # fmt: skip
    for slug, grade, seller, lead, weeks, share, why in stories:
        tier = teller.tiers.get((slug, grade))
        if tier is None:
            continue
        fee = (tier.fee * Decimal(share) / 500).to_integral_value() * 500
        old = teller.copy(
            tier, number=1, fee=fee, weeks=tier.weeks + weeks, made_at=teller.when.at(9, 16, "11:00", 2024),
            state=State.APPROVED, why="What we had sold by hand until then.",
        )  # fmt: skip
        dropped = teller.of(Deliverable, old)[-1]
        teller.rows.waiting[Deliverable].remove(dropped)
        for line in teller.of(TierEstimate, old):
            line.minutes = int(line.minutes * float(share) / 15) * 15
        teller.rows.waiting[TierKey] = [key for key in teller.rows.waiting[TierKey] if key.tier is not tier]
        tier.number, tier.why, tier.made_by = 2, why, teller.staff[lead]
        teller.both_say_yes(
            tier, seller, lead, teller.when.at(1, 14, "10:20", 2025), teller.when.at(1, 20, "16:30", 2025)
        )


def _waits_for_delivery(teller: Teller) -> None:
    """Sales wants the bigger one cheaper to begin with; delivery hasn't spoken."""
    sold = teller.tiers["predictive-models", "gold"]
    why = (
        "Three of four prospects asked to begin with one region. A first region live by week 10 would let them say yes."
    )
    draft = teller.copy(
        sold, number=2, fee=sold.fee + 6000, made_at=teller.when.at(11, 17, "09:40"), made_by=teller.staff["Aisha Noor"],
        why=why, promise="One region live by week ten, the others after it, retrained by your own people",
    )  # fmt: skip
    teller.rows.add(Deliverable(tier=draft, words="A first region live by week ten, the rest in turn", position=9))
    teller.rows.add(TierMilestone(tier=draft, name="First region live", at_share=Decimal("0.450")))
    teller.rows.add(
        TierClause(
            tier=draft, kind=KINDS.RISK, words="The first region isn't like the others", probability=Decimal("0.200"),
            minutes=2400, mitigation="Choose the region with delivery before the offer goes out", position=40,
        )
    )  # fmt: skip
    for line in teller.of(TierEstimate, draft)[:2]:
        line.minutes += 1200
    teller.rows.tell(draft.made_at, "drafted tier", draft, teller.staff["Aisha Noor"], after={"version": 2})
    asked = teller.when.at(11, 19, "16:05")
    teller.ask(draft, teller.staff["Aisha Noor"], asked)
    teller.key(draft, TierKey.Side.SALES, teller.staff["Aisha Noor"], asked)


def _came_back(teller: Teller) -> None:
    """Delivery said no, with a reason; the draft is sales' again."""
    sold = teller.tiers["operations-analytics", "bronze"]
    draft = teller.copy(
        sold, number=2, weeks=sold.weeks - 2, made_at=teller.when.at(11, 10, "14:15"),
        made_by=teller.staff["Nisha Patel"], why="Two lost deals named the length.",
        asked_by=teller.staff["Nisha Patel"], asked_at=teller.when.at(11, 11, "09:30"),
        declined_by=teller.staff["Marcus Adeyemi"],
        declined_why="Nine weeks is what it took both times. Take a deliverable out, then we can talk about seven.",
    )  # fmt: skip
    teller.rows.tell(draft.made_at, "drafted tier", draft, teller.staff["Nisha Patel"], after={"version": 2})
    teller.rows.tell(
        teller.when.at(11, 12, "17:20"), "declined a new version", draft, teller.staff["Marcus Adeyemi"],
        reason=draft.declined_why,
    )  # fmt: skip


def _ended(teller: Teller) -> None:
    """Leadership said never, and why."""
    sold = teller.tiers["decision-dashboards", "gold"]
    maya = teller.staff["Maya Okonkwo"]
    why = "Unlimited reports for a year at one price: a framework buyer asked for it."
    no = "Nothing that we sell is unlimited. If the framework wants a year, it buys Gold and a retainer."
    draft = teller.copy(
        sold, number=2, state=State.DECLINED, made_at=teller.when.at(6, 8, "11:00"), fee=sold.fee + 20000,
        made_by=teller.staff["Callum Reid"], why=why, asked_by=teller.staff["Callum Reid"],
        asked_at=teller.when.at(6, 9, "10:00"), declined_by=maya, declined_why=no,
    )  # fmt: skip
    teller.rows.add(Deliverable(tier=draft, words="Unlimited reports for twelve months", position=9))
    teller.rows.tell(draft.made_at, "drafted tier", draft, teller.staff["Callum Reid"], after={"version": 2})
    teller.rows.tell(teller.when.at(6, 11, "16:40"), "decided against a new version", draft, maya, reason=no)
