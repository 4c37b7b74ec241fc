"""The catalogue as a file carries it, and what a file would change in it."""

import hashlib
from dataclasses import dataclass, field

from tandem.catalogue.content import Content
from tandem.catalogue.models import Grade, Offering, Tier
from tandem.catalogue.queries.compare import Comparison, compare
from tandem.catalogue.queries.content import content_of, with_parts
from tandem.catalogue.queries.drafts import OPEN
from tandem.catalogue.sheet.columns import Book
from tandem.catalogue.sheet.reading import Bad, Read, fold
from tandem.people.models import Person


@dataclass(frozen=True)
class TierPlan:
    """What would become of one tier: a draft of `content`; nothing where `told` has no change; nothing where a draft is
    open (`open_draft`), which has to be finished first."""

    grade: str
    content: Content
    told: Comparison
    is_new: bool
    open_draft: Tier | None = None

    @property
    def is_drafted(self) -> bool:
        return self.open_draft is None and (self.is_new or bool(self.told.count))


@dataclass(frozen=True)
class OfferingPlan:
    """`described` are the fields of an offering that would read otherwise: {name: (before, after)}."""

    book: Book
    offering: Offering | None
    described: dict[str, tuple[str, str]]
    tiers: list[TierPlan]


@dataclass(frozen=True)
class Plan:
    """What a file would do."""

    offerings: list[OfferingPlan] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def made(self) -> int:
        return sum(1 for plan in self.offerings if plan.offering is None)

    @property
    def described(self) -> int:
        return sum(1 for plan in self.offerings if plan.described)

    @property
    def drafts(self) -> int:
        return sum(1 for plan in self.offerings for tier in plan.tiers if tier.is_drafted)

    @property
    def unchanged(self) -> int:
        return sum(1 for plan in self.offerings for tier in plan.tiers if not tier.is_drafted and not tier.open_draft)

    @property
    def held_up(self) -> int:
        return sum(1 for plan in self.offerings for tier in plan.tiers if tier.open_draft)

    @property
    def does_something(self) -> bool:
        return bool(self.made or self.described or self.drafts)

    @property
    def mark(self) -> str:
        """The same for the same plan: what somebody saw before they said yes."""
        said = [
            (plan.book.name, plan.offering.version if plan.offering else 0, sorted(plan.described.items()),
             [(tier.grade, tier.content, tier.is_drafted, tier.told) for tier in plan.tiers])
            for plan in self.offerings
        ]  # fmt: skip
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def books(person: Person, *, drafts: bool = False) -> list[Book]:
    """Every offering with its tiers as they're sold now; with `drafts`, open ones in their place. Seven queries."""
    tiers: dict[tuple[int, str], Tier] = {}
    for tier in with_parts(Tier.objects.visible_to(person).filter(current=True)):
        tiers[tier.offering_id, tier.grade] = tier
    for tier in with_parts(Tier.objects.visible_to(person).filter(state__in=OPEN)) if drafts else ():
        tiers[tier.offering_id, tier.grade] = tier
    rows = Offering.objects.visible_to(person).order_by("line", "name", "pk")
    return [
        Book(
            row.name, row.line, row.summary, row.retired,
            {grade: content_of(tiers[row.pk, grade]) for grade in Grade.values if (row.pk, grade) in tiers},
        )
        for row in rows
    ]  # fmt: skip


def plan(read: Read, person: Person) -> Plan:
    """What a file that was read would change. A fixed number of queries."""
    offerings = {fold(row.name): row for row in Offering.objects.visible_to(person)}
    names = {row.pk: name for name, row in offerings.items()}
    sold: dict[tuple[str, str], Content] = {}
    for tier in with_parts(Tier.objects.filter(current=True)):
        sold[names[tier.offering_id], tier.grade] = content_of(tier)
    opened = {
        (names[tier.offering_id], tier.grade): tier
        for tier in Tier.objects.filter(state__in=OPEN).select_related("offering", "made_by")
    }
    found = [
        OfferingPlan(
            book, offerings.get(fold(book.name)), _described(offerings.get(fold(book.name)), told, book),
            [_tier(fold(book.name), grade, content, sold, opened) for grade, content in book.tiers.items()],
        )
        for told, book in read.books(sold)
    ]  # fmt: skip
    found = [each for each in found if each.offering is None or each.described or each.tiers]
    bad = sorted(read.bad, key=lambda row: row.row)
    lineless = [each for each in found if each.offering is None and not each.book.line]
    bad += [Bad(_row_of(read, each.book.name), each.book.name, LINE_MISSING) for each in lineless]
    return Plan([each for each in found if each not in lineless], bad, read.ignored)


LINE_MISSING = "Its line of business is missing."


def _row_of(read: Read, name: str) -> int:
    return next((row.row for row in read.offerings if row.name == name), 1)


def _described(row: Offering | None, told: object, book: Book) -> dict[str, tuple[str, str]]:
    """Only what the file says: an offering without a row of its own keeps its summary."""
    if row is None:
        return {}
    after = {"line": book.line or row.line}
    if getattr(told, "summary", None) is not None:
        after["summary"] = book.summary
    return {name: (getattr(row, name), text) for name, text in after.items() if getattr(row, name) != text}


def _tier(
    name: str,
    grade: str,
    content: Content,
    sold: dict[tuple[str, str], Content],
    opened: dict[tuple[str, str], Tier],
) -> TierPlan:
    before = sold.get((name, grade))
    told = compare(before or Content(content.fee, content.weeks), content)
    draft = opened.get((name, grade)) if before is None or told.count else None
    return TierPlan(grade, content, told, before is None, draft)
