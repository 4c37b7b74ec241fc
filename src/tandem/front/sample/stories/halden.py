"""Halden Water, Asset data platform: between scoped and agreed, with four things still to do."""

from datetime import timedelta
from decimal import Decimal

from tandem.engagements.models import (
    Promise,
    Remark,
    Stage,
)  # fmt: skip
from tandem.front.sample.boards import add_verdict
from tandem.front.sample.case import Case
from tandem.front.sample.outcomes import tell_of_the_link
from tandem.front.sample.plans import Plan, cost_of
from tandem.front.sample.roster import RATES
from tandem.front.sample.shelf import DAY, Shelf
from tandem.front.sample.stories import halden_vets
from tandem.front.sample.stories.halden_vetting import (
    CLEANING_DAYS,
    add_assumptions,
    add_duties,
    add_outcomes,
    add_risks,
    season,
)
from tandem.front.sample.when import When
from tandem.review.models import ReversePitch, Verdict
from tandem.scoping.models import RedFlag, ScopeItem, ScopingSession, SessionSeat

BY_HAND = frozenset({"outcomes", "assumptions", "risks", "duties", "promises", "items", "session"})
FEE = Decimal(286000)
MARGIN = Decimal("0.342")
BEFORE_RUTH = 9  # of what colleagues say; then the client says something


def plan(when: When, shelf: Shelf) -> Plan:
    return Plan(
        "Halden Water", "Asset data platform", "Tom Bergqvist", "Priya Raman", "data-platform", "gold", Stage.SCOPED,
        when.day(9, 21), when.day(12, 11), when.day(1, 11, 2027), when.day(6, 25, 2027), 0, float(MARGIN), amount=FEE,
        probability="0.700", since=when.day(11, 19), by_hand=BY_HAND, minutes=_estimate(shelf),
    )  # fmt: skip


def tell(case: Case) -> None:
    add_outcomes(case)
    add_risks(case)
    add_assumptions(case)
    add_duties(case)
    _promises(case)
    _session_and_flag(case)
    _scope_items(case)
    _board(case)
    _pitch(case)
    _talk(case)


def _estimate(shelf: Shelf) -> dict[str, int]:
    """Gold as it stands with two changes: nine days of cleaning, and the offline look-up for what the fee leaves."""
    minutes = dict(shelf.minutes["data-platform", "gold"])
    minutes["Analyst"] += CLEANING_DAYS * DAY
    left = FEE * (1 - MARGIN) - cost_of(minutes)
    minutes["Data engineer"] += int(left / RATES["Data engineer"][1] * 4) * 15
    return minutes


def _promises(case: Case) -> None:
    when = case.setting.when
    verdicts, papers = Promise.Verdict, Promise.Paper
    rows = (
        (f"You will have one list before the {season(when)} board.", (11, 4), "Call with Ruth and Femi", verdicts.FEASIBLE, papers.CLAUSE, "In scope: one register of 41,000 assets"),
        ("It will work in the van, with no signal, on day one.", (11, 12), "Ride-along with the night crew", verdicts.IF, papers.CLAUSE, "In scope: offline look-up in six pilot vans"),
        ("We could look at the other 68 vans as well.", (11, 18), "Call with Ruth", verdicts.NO, papers.EXCLUDED, "Not in: vans without the new device"),
        ("Two of yours will run it.", (11, 4), "Call with Ruth and Femi", verdicts.FEASIBLE, papers.CLAUSE, "In scope: two people trained, each ships two changes"),
    )  # fmt: skip
    for quote, said, where, verdict, paper, words in rows:
        row = case.rows.add(
            Promise(
                engagement=case.engagement, quote=quote, said_by=case.seller, said_to="Ruth Castellan", said_on=when.day(*said),
                said_where=where, verdict=verdict, judged_by=case.lead, judged_at=when.at(11, 19, "10:30"), paper=paper,
                paper_words=words, condition="The six pilot vans, by name" if verdict == verdicts.IF else "",
            )
        )  # fmt: skip
        case.promises.append(row)
        case.tell(when.at(11, 18, "18:05"), "wrote down promise", row, case.seller)
        case.tell(
            row.judged_at,
            f"judged promise: {row.get_verdict_display().lower()}",
            row,
            case.lead,
            after={"verdict": str(verdict)},
        )


def _session_and_flag(case: Case) -> None:
    when, staff = case.setting.when, case.setting.staff
    held = when.at(11, 17, "15:00")
    session = case.rows.add(
        ScopingSession(
            engagement=case.engagement, planned_at=held, started_at=held, held_at=held + timedelta(minutes=34),
            notes="Went through 14 duties and 6 assumptions. Cleaning is priced now; the vans are six and not 74. Jonas is the only one who can match places.",
        )
    )  # fmt: skip
    for name in ("Tom Bergqvist", "Priya Raman", "Jonas Pihl"):
        case.rows.add(SessionSeat(session=session, person=staff[name], came=True, confirmed_at=session.held_at))
    case.tell(held, "held scoping session", session, case.lead)
    flag = case.rows.add(
        RedFlag(
            engagement=case.engagement, section="capacity", raised_by=case.lead, raised_at=when.at(11, 17, "15:40"), raised_in="qualified",
            words="Matching 41,000 assets to places rests on one person, and he is promised to Tidewater until Christmas.",
            reply=f"Start moved from {when.say(12, 14)} to {when.say(1, 11, 2027)}; Wen pairs from week 1 and the risk has an owner.",
            replied_by=case.seller, cleared_at=when.at(11, 19, "09:50"), cleared_by=case.lead, cleared_why="Start moved, Wen pairs, Priya owns the risk.",
        )
    )  # fmt: skip
    case.tell(flag.raised_at, "raised red flag", flag, case.lead)
    case.tell(flag.cleared_at, "cleared red flag", flag, case.lead, reason=flag.cleared_why)


def _scope_items(case: Case) -> None:
    kinds = ScopeItem.Kind
    rows = (
        (kinds.IN, "One register of 41,000 assets, each with a place on the map", True), (kinds.IN, "Nightly loads from SAP, GIS, telemetry, work orders and contracts", True),
        (kinds.IN, "Checks that stop bad rows and say why", True), (kinds.IN, "Nine days of cleaning by hand", False),
        (kinds.IN, "Offline look-up in six pilot vans", False), (kinds.IN, "Two people trained, each ships two changes", True),
        (kinds.OUT, "Vans without the new device", False), (kinds.OUT, "Changes to SAP or to the GIS", True),
        (kinds.OUT, "Licences and cloud charges", True), (kinds.OUT, "Support outside office hours", True),
    )  # fmt: skip
    for position, (kind, words, standard) in enumerate(rows):
        case.rows.add(ScopeItem(scope=case.scope, kind=kind, words=words, from_tier=standard, position=position))


def _board(case: Case) -> None:
    when = case.setting.when
    add_verdict(case, Verdict.Seat.SALES, at=when.at(11, 20, "09:15"))
    add_verdict(
        case, Verdict.Seat.DELIVERY, at=when.at(11, 20, "11:30"), reason="With six vans, not 74, I would take it."
    )


def _pitch(case: Case) -> None:
    planned = case.setting.when.at(11, 26, "14:00")
    row = case.rows.add(
        ReversePitch(
            engagement=case.engagement, planned_at=planned, delivery_person=case.lead, sales_person=case.seller,
            contact=case.contact, place="Halden’s control room",
        )
    )  # fmt: skip
    halden_vets.probes(case, row)
    case.tell(case.setting.when.at(11, 20, "14:20"), "planned the reverse pitch", row, case.seller)


def _talk(case: Case) -> None:
    when, staff = case.setting.when, case.setting.staff
    lines = (
        ("Tom Bergqvist", (11, 12), "18:30", "Night shift ride-along done. Nobody in the vans had ever seen the old look-up work."),
        ("Jonas Pihl", (11, 13), "09:10", "Their grid is clean. It's the pumping stations that have two places each."),
        ("Priya Raman", (11, 13), "09:25", "How many stations?"),
        ("Jonas Pihl", (11, 13), "09:31", "212 in the sample. Call it 4,000 in the full list."),
        ("Wen Zhao", (11, 13), "11:02", "I can pair with Jonas from week 1 if Piotr takes my Fridays."),
        ("Daniel Kerr", (11, 13), "11:40", "Piotr can."),
        ("Tom Bergqvist", (11, 16), "08:55", "Ruth asked for 74 vans again. I said six and I'll say six."),
        ("Priya Raman", (11, 16), "09:02", "Thank you. Put it in the promises, please, the way she said it."),
        ("Hannah Weiss", (11, 19), "16:15", "Payment plan is missing. I vote when I've seen it."),
        ("Tom Bergqvist", (11, 20), "10:05", "Payment plan goes to Hannah on Wednesday: 20/30/30/20."),
        ("Priya Raman", (11, 20), "11:12", "I've put the six vans into outcome 2. Tom, your key is off until you've read it."),
        ("Tom Bergqvist", (11, 22), "16:24", "Reading it with Ruth on Thursday."),
    )  # fmt: skip
    for place, (name, day, clock, words) in enumerate(lines):
        if place == BEFORE_RUTH:
            tell_of_the_link(case)
        case.rows.add(Remark(engagement=case.engagement, by=staff[name], at=when.at(*day, clock), words=words))
