"""Change orders, waivers, and what else makes a year: a wrong yes, a late yes, a no."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tandem.delivery.models import ChangeOrder, Project
from tandem.engagements.models import Stage, Waiver
from tandem.front.sample.boards import add_verdict
from tandem.front.sample.case import Case
from tandem.front.sample.scopes import add_flag
from tandem.review.models import Verdict

# client, deal: (words, cause, pounds, days, raised (month, day), sales, delivery and client agreed?, declined?)
CHANGES = {
    ("Corvid Insurance", "Claims lakehouse"): (
        ("Claims before 2019 come too: a second load and its checks.", "client", 7200, 6, (8, 17), True, False),
        ("Test data became ours: we make it anonymous, twelve days.", "duty", 14400, 12, (11, 23), False, False),
    ),
    ("Orrin Foods", "Demand forecast"): (
        ("A third promotion type is forecast as well.", "scope", 9600, 8, (9, 28), False, True),
    ),
    ("Brackwater Bank", "Customer 360"): (
        ("Business customers join the record in January, not later.", "client", 9600, 8, (10, 12), True, False),
    ),
    ("Tidewater Credit", "Fraud features"): (
        ("Two more merchants' feeds, at the day rate.", "client", 4800, 4, (9, 14), True, False),
    ),
    ("Hartwell Rail", "Crew rostering data"): (
        ("Depot names differ in two systems; mapping them wasn't in the estimate.", "estimate", 0, 3, (10, 26), True, False),
    ),
}  # fmt: skip


def add_changes(case: Case, project: Project) -> Decimal:
    """The project's change orders; answers what the approved ones add to its price."""
    approved = Decimal(0)
    rows = CHANGES.get((case.plan.client, case.plan.name), ())
    for number, (words, cause, pounds, days, raised, agreed, declined) in enumerate(rows, start=1):
        at = case.setting.when.at(*raised, "11:15")
        row = case.rows.add(
            ChangeOrder(
                project=project, number=number, words=words, cause=cause, price=Decimal(pounds), minutes=days * 450,
                by_role=_by_role(project, days * 450),
                raised_by=case.lead, raised_at=at, sales_at=at + timedelta(hours=4), sales_by=case.seller,
                client_name=case.contact.name, client_on=(at + timedelta(days=1 if not agreed else 4)).date() if not declined else None,
                delivery_at=at + timedelta(days=2) if agreed else None, delivery_by=case.lead if agreed else None,
                declined_at=at + timedelta(days=9) if declined else None,
            )
        )  # fmt: skip
        case.tell(at, "raised change order", row, case.lead)
        case.tell(row.sales_at, "signed change order", row, case.seller)
        if agreed:
            case.tell(row.delivery_at, "signed change order", row, case.lead)
            approved += row.price
            case.agreed.append(number)
    return approved


def _by_role(project: Project, minutes: int) -> list[list[Any]]:
    """Whoever has most of the work has more of it, at what the role was sold at."""
    role, sold, cost = max(project.sold_by_role, key=lambda line: line[1])
    return [[role, minutes, str((Decimal(cost) * minutes / sold).quantize(Decimal("0.01")))]]


def add_exceptions(case: Case) -> None:
    """What makes a few of the deals special."""
    special = EXCEPTIONS.get((case.plan.client, case.plan.name))
    if special and case.plan.stage != Stage.LOST:
        special(case)


def _fit_waived(case: Case) -> None:
    """Below the floor, and taken on with leadership's leave."""
    maya = case.setting.staff["Maya Okonkwo"]
    at = case.at[Stage.QUALIFIED]
    row = case.rows.add(
        Waiver(
            engagement=case.engagement, rule=FIT_RULE, asked_by=case.seller, asked_at=at - timedelta(days=2),
            asked_why="61 of 100: nobody can take it over yet. They hire in spring and it's six weeks of work.",
            decided_by=maya, decided_at=at - timedelta(hours=3), granted=True, used_at=at,
            reason="A small first step with a sponsor who owns the outcome. Not a second one without a person of theirs.",
            expires_on=at.date() + timedelta(days=30),
        )
    )  # fmt: skip
    case.tell(row.asked_at, "asked to waive", row, case.seller, reason=row.asked_why)
    case.tell(row.decided_at, "granted waiver", row, maya, reason=row.reason)


def _fit_asked(case: Case) -> None:
    at = case.setting.when.at(11, 23, "10:20")
    row = case.rows.add(
        Waiver(
            engagement=case.engagement, rule=FIT_RULE, asked_by=case.seller, asked_at=at,
            asked_why="64 of 100, one short. They paid late once, in 2024, under another finance director.",
        )
    )  # fmt: skip
    case.engagement.fit = case.setting.book.fits[case.plan.client]
    case.tell(at, "asked to waive", row, case.seller, reason=row.asked_why)


def _brief_waived(case: Case) -> None:
    """Won past the gates: its contract names no scope, so the brief can't be whole; it was begun all the same."""
    maya = case.setting.staff["Maya Okonkwo"]
    at = case.at[Stage.ACCEPTED]
    row = case.rows.add(
        Waiver(
            engagement=case.engagement, rule="the_brief_is_complete", asked_by=case.lead, asked_at=at - timedelta(hours=20),
            asked_why=f"The contract names no scope. Ours was frozen in {case.at[Stage.SCOPED]:%B} and both of us have read it again.",
            decided_by=maya, decided_at=at - timedelta(hours=4), granted=True, used_at=at,
            reason="Begin with what we know. Owen tells their director in writing what isn't in.",
            expires_on=at.date() + timedelta(days=30),
        )
    )  # fmt: skip
    case.tell(row.asked_at, "asked to waive", row, case.lead, reason=row.asked_why)
    case.tell(row.decided_at, "granted waiver", row, maya, reason=row.reason)


def _board_open(case: Case) -> None:
    """Tom has voted; Priya and Hannah are asked by Thursday."""
    add_verdict(case, Verdict.Seat.SALES, at=case.setting.when.at(11, 23, "09:05"))


def _objection(case: Case) -> None:
    """A red flag that stands, and delivery's objection with it."""
    when = case.setting.when
    add_flag(
        case,
        "success",
        "Churn within 30 days can't be seen in the feed they showed us; it arrives after 45.",
        "",
        when.at(11, 16, "14:00"),
        cleared=False,
    )
    add_verdict(case, Verdict.Seat.SALES, at=when.at(11, 17, "10:00"))
    add_verdict(
        case, Verdict.Seat.DELIVERY, at=when.at(11, 18, "16:10"), vote=Verdict.Vote.OBJECT,
        reason="The second outcome can't be measured with this feed. Change the outcome or the feed.",
    )  # fmt: skip


def _if_vote(case: Case) -> None:
    """Sales approves; delivery approves if GIS is covered."""
    when = case.setting.when
    add_verdict(case, Verdict.Seat.SALES, at=when.at(11, 18, "11:00"))
    add_verdict(
        case, Verdict.Seat.DELIVERY, at=when.at(11, 20, "15:30"), vote=Verdict.Vote.IF, condition_owner=case.seller,
        reason=f"If it starts on {when.say(2, 8, 2027)}, after Halden has let Jonas go.", condition_by=when.day(12, 1),
    )  # fmt: skip


FIT_RULE = "the_fit_meets_the_profile"
EXCEPTIONS = {
    ("Kestrel Airports", "Turnaround times"): _fit_waived,
    ("Ullscarf Outdoor", "Loyalty data clean-up"): _brief_waived,
    ("Varley Motors", "Parts catalogue clean-up"): _fit_asked,
    ("Brackwater Bank", "Customer 360, phase 2"): _board_open,
    ("Yarrow Telecom", "Churn score"): _objection,
    ("Pell Energy", "Network loss model"): _if_vote,
}  # fmt: skip
