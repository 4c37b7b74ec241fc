"""Three policies, who is called by them, and four boards with a story: two rows call leadership, somebody speaks for a
colleague on leave, a word lapses and is said anew, a condition is met."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from tandem.calc.board import discount_share, novelty
from tandem.engagements.models import Risk, Stage
from tandem.front.sample.case import Case
from tandem.front.sample.rows import Rows
from tandem.front.sample.staff import Staff
from tandem.front.sample.when import When
from tandem.review.gate.called import SIGNS, Figures, Row, called, needed_seats
from tandem.review.models import Delegation, Policy, PolicyRow, Verdict, VerdictMark

Vote = Verdict.Vote
# Why a seat says yes, where its story tells nothing else.
REASONS: dict[str, tuple[str, ...]] = {
    Verdict.Seat.SALES: (
        "It’s what they asked for, in their own words.", "They know what isn’t in it, and still want it.",
        "The sponsor owns the outcome and has the money for it.",
    ),
    Verdict.Seat.DELIVERY: (
        "I would lead it at this price, with these people.", "We have done it twice, and the third time is priced in.",
        "The risks have owners who will be there.",
    ),
    Verdict.Seat.FINANCE: ("The margin holds, and they pay at each milestone.", "The discount is bought by the volume."),
    Verdict.Seat.LEADERSHIP: ("A client that we want, at a price that we can stand.",),
}  # fmt: skip
RENEWED = "judged the scope again"
VALUE = (("value", "50000", "board"), ("value", "150000", "finance"))
DISCOUNT = (("discount", "0.1", "finance"),)
LATEST = (
    ("novelty", "0.5", "board"), ("discount", "0.15", "leadership"), ("fit", "73", "leadership"),
    ("risk", "0.08", "leadership"), ("people", "400", "leadership"),
)  # fmt: skip
# number: rows, since when (month, day, year), floor, days to answer, days a word holds, why
POLICIES = (
    (1, VALUE, (1, 8, 2024), "0.300", 3, 60, "From £50,000 we say why; from £150,000 Hannah looks at it before a client does."),
    (2, (*VALUE, *DISCOUNT), (1, 5, 2026), "0.320", 3, 60, "Two of last year’s three thinnest projects were small deals with a large discount. Value alone didn’t see them."),
    (3, (*VALUE, *DISCOUNT), (10, 26, 2026), "0.320", 3, 12, "A word from August shouldn’t sign a contract in December."),
    (4, (*VALUE, *DISCOUNT, *LATEST), (11, 9, 2026), "0.320", 5, 60, "What surprised clients this year wasn’t price: it was risk that nobody had counted, and people who weren’t there. Twelve days were too short: we only read things twice."),
)  # fmt: skip


def make_policies(rows: Rows, when: When, staff: Staff) -> None:
    """This year's thresholds, and the earlier ones for the deals that were judged by them."""
    maya = staff["Maya Okonkwo"]
    for number, limits, (month, day, year), floor, answer, valid, why in POLICIES:
        since = when.at(month, day, "09:00", year)
        policy = rows.add(
            Policy(
                number=number, current=number == len(POLICIES), margin_floor=Decimal(floor), published_at=since,
                published_by=maya, why=why, answer_days=answer, valid_days=valid,
            )
        )  # fmt: skip
        for place, (measure, limit, calls) in enumerate(limits):
            rows.add(PolicyRow(policy=policy, measure=measure, limit=Decimal(limit), calls=calls, position=place))
        if number == len(POLICIES):
            rows.tell(since, "published policy", policy, maya, reason=why, after={"margin_floor": floor})


def add_leave(rows: Rows, when: When, staff: Staff) -> None:
    """Marcus is in hospital, and Helen speaks for him; Nigel will for Hannah over Christmas."""
    for away, speaks, first, last, made, why in (
        ("Marcus Adeyemi", "Helen Acheampong", (11, 19), (11, 27), (11, 19), "In hospital, nothing bad"),
        ("Hannah Weiss", "Nigel Mbeki", (12, 21), (12, 31), (11, 23), "Christmas"),
    ):
        row = Delegation(
            person=staff[away], to=staff[speaks], from_on=when.day(*first), until_on=when.day(*last), why=why,
            made_at=when.at(*made, "08:30"),
        )  # fmt: skip
        rows.tell(
            row.made_at, "let somebody speak for them", rows.add(row), row.person, reason=why, after={"to": speaks}
        )


def seats_of(case: Case) -> list[Verdict.Seat]:
    """Who had to speak, by the policy of the day on which the scope froze."""
    frozen = case.at[Stage.SCOPED]
    needed = needed_seats(called(_rows_at(case.setting.when, frozen), _figures(case)))
    return [Verdict.Seat(seat) for seat in needed]


def add_verdict(case: Case, seat: Verdict.Seat, marks: dict[str, str] | None = None, **fields) -> Verdict:
    """A seat's word on the scope as it stands; approves unless `fields` say otherwise. `marks`: where its word on a
    matter is another one."""
    staff = case.setting.staff
    people = {
        Verdict.Seat.SALES: case.seller,
        Verdict.Seat.DELIVERY: case.lead,
        Verdict.Seat.FINANCE: staff["Hannah Weiss"],
        Verdict.Seat.LEADERSHIP: staff["Maya Okonkwo"],
    }
    frozen = case.at[Stage.SCOPED]
    latest = case.at.get(Stage.AGREED) or frozen + timedelta(hours=30)
    at = max(latest - timedelta(hours=case.rng.randrange(1, 20)), frozen + timedelta(minutes=30))
    chance = Random(f"{case.plan.client}:{case.plan.name}:{seat}")
    values = {"person": people[seat], "vote": Vote.APPROVE, "at": at, "reason": chance.choice(REASONS[seat]), **fields}
    row = case.rows.add(Verdict(engagement=case.engagement, scope=case.scope, seat=seat, **values))
    said = {matter: (marks or {}).get(matter, Vote.APPROVE if marks else row.vote) for matter in SIGNS[seat]}
    for matter, vote in said.items():
        case.rows.add(VerdictMark(verdict=row, matter=matter, vote=vote))
    told = {
        "seat": str(seat),
        "vote": str(row.vote),
        "person": row.person.name,
        **{key: str(vote) for key, vote in said.items()},
    }
    case.tell(row.at, "judged the scope", row, row.person, after=told, reason=row.reason)
    return row


def _rows_at(when: When, moment: datetime) -> list[Row]:
    """As `review.queries.policy` finds it: the newest that was published by then, or else the current one."""
    published = [limits for _n, limits, day, *_rest in POLICIES if when.at(*day[:2], "09:00", day[2]) <= moment]
    rows = published[-1] if published else POLICIES[-1][1]
    return [Row(measure, Decimal(limit), calls) for measure, limit, calls in rows]


def _figures(case: Case) -> Figures:
    """What a scope of the sample is called by; its risks and its people stay under their limits."""
    scope, plan = case.scope, case.plan
    assert scope is not None
    standard = case.setting.shelf.minutes.get((plan.slug or "", plan.grade or ""), {})
    fit = case.engagement.fit
    return Figures(
        value=scope.fee,
        discount=discount_share(scope.fee, scope.discount),
        fit=Decimal(0 if fit.disqualified else fit.score) if fit else None,
        novelty=novelty(plan.minutes, standard),
    )


def add_words(case: Case) -> None:
    """Every needed seat's word, on a deal that its board agreed to."""
    told = WORDS.get((case.plan.client, case.plan.name), {})
    for seat in seats_of(case):
        tell = told.get(seat)
        if tell:
            tell(case)
        else:
            add_verdict(case, seat)


def _said_again(seat: Verdict.Seat, clock: str, reason: str, speaks: str = "") -> Callable[[Case], None]:
    """The word lapsed while the client read the proposal; yesterday it was said anew, perhaps by somebody else."""

    def tell(case: Case) -> None:
        row = add_verdict(case, seat, reason="The price holds, and they asked for nothing else.")
        before = {
            "seat": str(seat),
            "vote": str(row.vote),
            "person": row.person.name,
            "reason": row.reason,
            "at": row.at,
        }
        row.at, row.reason, row.version = case.setting.when.at(11, 23, clock), reason, 2
        after = {"seat": str(seat), "vote": str(row.vote)}
        if speaks:
            row.person, row.for_person = case.setting.staff[speaks], row.person
            after["instead_of"] = row.for_person.name
        case.tell(
            row.at, RENEWED, row, row.person, before=before, after={**after, "person": row.person.name}, reason=reason
        )

    return tell


def _met_condition(case: Case) -> None:
    """Delivery's condition on the risk, owned by whoever plans the people; he says that it's met, delivery confirms."""
    daniel = case.setting.staff["Daniel Kerr"]
    agreed = case.at[Stage.AGREED]
    row = add_verdict(
        case, Verdict.Seat.DELIVERY, marks={"risk": Vote.IF}, vote=Vote.IF, at=agreed - timedelta(hours=22),
        reason="If Greta does the extracts: nobody else has read that system before.", condition_owner=daniel,
        condition_by=agreed.date() + timedelta(days=3), condition_said_at=agreed - timedelta(hours=4),
        condition_met_at=agreed - timedelta(hours=2), version=3,
    )  # fmt: skip
    said, met = {"condition_said_at": row.condition_said_at}, {"condition_met_at": row.condition_met_at}
    case.tell(row.condition_said_at, "said that the condition is met", row, daniel, after=said)
    case.tell(row.condition_met_at, "met the condition", row, row.person, after=met)


def tell_boards(cases: Iterable[Case]) -> None:
    """A risk that came to light after the scope froze: with the fit it calls leadership to the board."""
    for case in cases:
        if (case.plan.client, case.plan.name) == CALLED:
            _late_risk(case)


def _late_risk(case: Case) -> None:
    at = case.setting.when.at(11, 18, "15:40")
    row = Risk(
        engagement=case.engagement, words="Churn shows only after 45 days, so the score is late for a month",
        size=Risk.Size.MAJOR, probability=Decimal("0.5"), impact_minutes=420 * 60, owner=case.lead, named_by=case.lead,
        named_at=at, accepted_at=at + timedelta(hours=1), trigger="The first sample has no leavers in it",
        mitigation="Score on contract changes until the feed is there", review_on=case.setting.when.day(12, 8),
    )  # fmt: skip
    case.tell(at, "named risk", case.rows.add(row), case.lead)


CALLED = ("Yarrow Telecom", "Churn score")
WORDS: dict[tuple[str, str], dict[str, Callable[[Case], None]]] = {
    ("Saltmarsh Ports", "Dock utilisation"): {
        Verdict.Seat.SALES: _said_again(Verdict.Seat.SALES, "09:40", "Read it again: nothing in it has changed, and Derek signs this week."),
        Verdict.Seat.DELIVERY: _said_again(Verdict.Seat.DELIVERY, "11:15", "Marcus walked me through the berth data on the phone. I would take it as it stands.", "Helen Acheampong"),
        Verdict.Seat.FINANCE: _said_again(Verdict.Seat.FINANCE, "16:05", "Rates are the same, the margin holds."),
    },
    ("Jarrow Shipping", "Fleet data pages"): {
        Verdict.Seat.SALES: _said_again(Verdict.Seat.SALES, "10:05", "They sign on Friday; it’s the same eleven pages."),
        Verdict.Seat.DELIVERY: _said_again(Verdict.Seat.DELIVERY, "14:30", "Same pages, same people, and both are free."),
    },
    ("Midhurst Mutual", "Policy data move"): {Verdict.Seat.DELIVERY: _met_condition},
}  # fmt: skip
