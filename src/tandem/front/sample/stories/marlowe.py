"""Marlowe Freight, Route analytics: signed, handed over, waiting on one question."""

from datetime import timedelta
from decimal import Decimal

from tandem.engagements.models import Assumption, Outcome, Promise, Risk, Side, Stage
from tandem.front.sample.case import Case
from tandem.front.sample.plans import Plan
from tandem.front.sample.risks import give_over
from tandem.front.sample.shelf import DAY
from tandem.front.sample.vetting import sign_outcome
from tandem.front.sample.when import When
from tandem.handoff.models import Handoff, Question
from tandem.scoping.models import ScopeItem

ON_THE_MAP = "Milestone: first site on the map"
GHENT = "Option: Ghent at the day rate of the contract"
BY_HAND = frozenset({"outcomes", "assumptions", "risks", "promises", "items", "handoff"})
PARAGRAPH = (
    "Marlowe runs 310 lorries from four depots and plans routes by hand each evening. They lose about £40,000 a month "
    "to empty return legs. We build the data behind a planning screen their dispatchers already have, so that by spring "
    "the evening plan takes one hour and not three. Ines Duarte, who runs operations, is our sponsor; she has been let "
    "down by a vendor before and wants bad news the same day."
)


def plan(when: When) -> Plan:
    return Plan(
        "Marlowe Freight", "Route analytics", "Ben Whitlock", "Marcus Adeyemi", "operations-analytics", "silver",
        Stage.SIGNED, when.day(8, 31), when.day(11, 19), when.day(1, 6, 2027), when.day(4, 30, 2027), 118, 0.32,
        amount=Decimal(148000), by_hand=BY_HAND,
    )  # fmt: skip


def tell(case: Case) -> None:
    case.engagement.paragraph = PARAGRAPH
    _outcomes(case)
    _promises(case)
    _assumptions(case)
    _risks(case)
    give_over(case, "API keys late", case.setting.when.at(11, 23, "16:10"))
    _items(case)
    _handoff(case)


def _outcomes(case: Case) -> None:
    when = case.setting.when
    rows = (
        ("The evening plan takes an hour", "“My people should see their children.”", "Median of 10 working days at Hull and Leith, timed by dispatch", "3 h", "1 h", when.day(4, 16, 2027)),
        ("Empty return legs fall by a fifth", "“Forty thousand a month to move air.”", f"Marlowe’s own fuel-card report, {when.month(3, 15, 2027)} against {when.month(11)}", "23%", "18%", when.day(4, 30, 2027)),
        ("Their analyst changes a rule alone", "“I do not want to ring you to move a depot.”", "Two changes shipped without us in the room", "0", "2", when.day(4, 23, 2027)),
    )  # fmt: skip
    for position, (title, expects, proves, baseline, target, by) in enumerate(rows):
        outcome = case.rows.add(
            Outcome(
                engagement=case.engagement, title=title, expects=expects, proves=proves, baseline=baseline, target=target,
                measured_how=proves, measured_by="Ines Duarte", measured_on=by, position=position,
            )
        )  # fmt: skip
        case.tell(case.vetting - timedelta(days=1), "added outcome", outcome, case.seller)
        sign_outcome(case, outcome, Side.SALES, case.vetting)
        sign_outcome(case, outcome, Side.DELIVERY, case.vetting + timedelta(hours=2))


def _promises(case: Case) -> None:
    when = case.setting.when
    rows = (
        ("You will see your own lorries on the map by week three.", (11, 4), "Call", Promise.Verdict.FEASIBLE, "", ON_THE_MAP),
        ("Ghent can be added later at the same day rate.", (11, 12), "Lunch", Promise.Verdict.IF, "Needs a limit", GHENT),
    )  # fmt: skip
    for quote, said, where, verdict, condition, words in rows:
        row = case.rows.add(
            Promise(
                engagement=case.engagement, quote=quote, said_by=case.seller, said_to="Ines Duarte", said_on=when.day(*said),
                said_where=where, verdict=verdict, condition=condition, judged_by=case.lead, judged_at=when.at(11, 17, "10:20"),
                paper=Promise.Paper.CLAUSE, paper_words=words,
            )
        )  # fmt: skip
        case.promises.append(row)
        case.tell(when.at(11, 16, "12:00"), "wrote down promise", row, case.seller)
        case.tell(
            row.judged_at,
            f"judged promise: {row.get_verdict_display().lower()}",
            row,
            case.lead,
            after={"verdict": str(verdict)},
        )


def _assumptions(case: Case) -> None:
    when, staff = case.setting.when, case.setting.staff
    rows = (
        (f"Telematics API keys reach us by {when.say(1, 8, 2027)}.", "Their vendor says two weeks.", "Jonas Pihl", f"Checked by Jonas with their vendor, {when.say(11, 17)}."),
        ("Fuel-card data goes back 24 months.", "Morag Finlay keeps it.", "Jonas Pihl", "Seen: 26 months, 3 gaps."),
        ("One dispatcher for half a day a week.", "Ines offered Callan Shaw.", "Marcus Adeyemi", "Ines agreed in writing."),
    )  # fmt: skip
    for words, because, verifier, how in rows:
        asked = case.vetting - timedelta(days=2)
        row = case.rows.add(
            Assumption(
                engagement=case.engagement, words=words, because=because, raised_by=case.seller, raised_at=asked,
                verifier=staff[verifier], asked=case.lead, asked_at=asked, answer=Assumption.Answer.AGREE, answered_by=case.lead,
                answered_at=case.vetting - timedelta(days=1), verified_at=case.vetting - timedelta(hours=20), verified_how=how,
            )
        )  # fmt: skip
        case.tell(asked, "assumed", row, case.seller)
        case.tell(row.answered_at, "answered assumption: agree", row, case.lead, after={"answer": "agree"})


def _risks(case: Case) -> None:
    when, staff = case.setting.when, case.setting.staff
    ines = case.setting.book.contacts["Ines Duarte"]
    rows = (
        ("API keys late", "major", "Start on nightly extracts, +4 days", "No key a week before the start", {"owner": staff["Ben Whitlock"]}, 4),
        ("Leith’s old tracker units", "medium", f"Hull first, Leith in {when.month(3, 15, 2027)}", "Gaps above 5% in a day", {"owner": staff["Jonas Pihl"]}, 5),
        (f"Sponsor on leave in {when.month(3, 15, 2027)}", "medium", "Deputy signs milestones", "Leave calendar", {"owner_contact": ines}, 2),
    )  # fmt: skip
    for words, size, plan, trigger, owner, days in rows:
        named = case.vetting - timedelta(days=1)
        row = case.rows.add(
            Risk(
                engagement=case.engagement, words=words, size=size, mitigation=plan, trigger=trigger, probability=Decimal("0.250"),
                impact_minutes=days * DAY, impact_money=Decimal(days * 1200), priced=size == "major", review_on=when.day(1, 6, 2027),
                named_at=named, named_by=case.seller, accepted_at=named + timedelta(hours=5), **owner,
            )
        )  # fmt: skip
        case.tell(named, "named risk", row, case.lead)


def _items(case: Case) -> None:
    kinds = ScopeItem.Kind
    rows = (
        (kinds.IN, "Feeds from telematics, fuel cards and the order book", True), (kinds.IN, ON_THE_MAP, False), (kinds.IN, GHENT, False), (kinds.IN, "Return-leg model, refreshed hourly", True),
        (kinds.IN, "Two depots live: Hull, Leith", True), (kinds.IN, "Two training days, recorded", True),
        (kinds.OUT, "Changes to the planning screen itself", True), (kinds.OUT, "The Cork and Ghent depots", False),
        (kinds.OUT, "Driver hours and rest rules", True),
        (kinds.OUT, f"Out-of-hours support after {case.setting.when.say(4, 30, 2027)}", True),
    )  # fmt: skip
    for position, (kind, words, standard) in enumerate(rows):
        case.rows.add(ScopeItem(scope=case.scope, kind=kind, words=words, from_tier=standard, position=position))


def _handoff(case: Case) -> None:
    when = case.setting.when
    handoff = case.rows.add(
        Handoff(
            engagement=case.engagement, paragraph=PARAGRAPH, from_person=case.seller,
            to_person=case.lead, composed_at=when.at(11, 20, "16:41"), call_at=when.at(11, 25, "09:30"),
            read_at=when.at(11, 23, "17:20"), version=3,
        )
    )  # fmt: skip
    case.tell(handoff.composed_at, "sent handoff", handoff, case.seller)
    rows = (
        ("paragraph", "Same day by phone or by e-mail? I do not want to guess with someone who has been burnt.", when.at(11, 20, "17:05"),
         "Phone, before five. She said e-mail is where bad news hides.", when.at(11, 21, "10:30")),
        ("done", "Ten working days spans Easter. Can we use the 10 before?", when.at(11, 20, "17:10"),
         f"Agreed with Ines. Changed to {when.say(4, 16, 2027)}.", when.at(11, 20, "18:20")),
        ("promises", "The day rate for Ghent holds until when? Without a date it is an option they can call in 2029.", when.at(11, 24, "09:12"), "", None),
    )  # fmt: skip
    for section, words, asked, answer, answered in rows:
        row = case.rows.add(
            Question(
                handoff=handoff, section=section, words=words, asked_by=case.lead, asked_at=asked, answer=answer,
                answered_by=case.seller if answer else None, answered_at=answered, due_on=when.day(11, 25),
                closed_at=answered + timedelta(hours=1) if answered else None,
            )
        )  # fmt: skip
        case.tell(asked, "asked", row, case.lead)
        if answered:
            case.tell(answered, "answered", row, case.seller)
