"""What Halden and we mean by done, what may go wrong, what is taken as true, and who owes what."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tandem.engagements.models import (
    Assumption,
    Duty,
    DutyPart,
    Outcome,
    OutcomeSignature,
    Risk,
    Side,
)  # fmt: skip
from tandem.engagements.queries.outcome import signed_words
from tandem.front.sample.case import Case
from tandem.front.sample.shelf import DAY
from tandem.front.sample.when import When

CLEANING_DAYS = 9
VANS = 1
BEFORE_THE_VANS = "Offline look-up in the vans that have the new device."


def add_outcomes(case: Case) -> None:
    when = case.setting.when
    rows = (
        ("Leak planners trust one asset register",
         f"“One list of our 41,000 assets before the {season(when)} board. No more three spreadsheets.”",
         f"98% of assets matched to a place on the map, measured on {when.say(4, 30, 2027)} with Halden’s own audit sample of 500.",
         "3 spreadsheets", "98%", "Halden’s own audit sample of 500", when.day(4, 30, 2027), "A register without places"),
        ("Night crews get the answer in the van",
         "“It has to work in the van, with no signal, on day one.”",
         "Offline look-up in 6 pilot vans. The other 68 wait for their device upgrade, which is not ours to do.",
         "0 vans", "6 vans", "Ten look-ups per van without signal", when.day(5, 28, 2027), "The other 68 vans"),
        (f"Halden runs it without us by {when.month(7, 15, 2027)}",
         "“We will not be tied to you for ever. Train two of mine.”",
         "Two named people each ship one change alone, twice, before we leave.",
         "0 people", "2 people", "Change log", when.day(6, 25, 2027), ""),
    )  # fmt: skip
    for position, (title, expects, proves, baseline, target, how, on, not_done) in enumerate(rows):
        outcome = case.rows.add(
            Outcome(
                engagement=case.engagement, title=title, expects=expects, proves=proves, baseline=baseline, target=target,
                measured_how=how, measured_by="Ruth Castellan", measured_on=on, not_done=not_done, position=position,
            )
        )  # fmt: skip
        case.tell(when.at(11, 16, f"1{position}:05"), "added outcome", outcome, case.seller)
        case.outcomes.append(outcome)
        if position == VANS:
            outcome.proves = BEFORE_THE_VANS
        for side, person in ((Side.SALES, case.seller), (Side.DELIVERY, case.lead)):
            _key(case, outcome, side, person, when.at(11, 18, "15:20" if side == Side.SALES else "17:45"))
        if position == VANS:
            _revise(case, outcome, proves)


def season(when: When) -> str:
    """Of the board three months ahead."""
    return ("winter", "spring", "summer", "autumn")[when.day(4, 15, 2027).month % 12 // 3]


def _key(case: Case, outcome: Outcome, side: Side, person, at) -> None:
    row = OutcomeSignature(
        outcome=outcome, revision=outcome.revision, side=side, person=person, at=at, **signed_words(outcome)
    )
    case.rows.add(row)
    case.tell(at, "signed outcome", outcome, person, after={"side": str(side), "revision": outcome.revision})


def _revise(case: Case, outcome: Outcome, proves: str) -> None:
    """After the freeze Priya put the six vans in writing: both keys fell, and only hers is turned again."""
    at = case.setting.when.at(11, 20, "11:10")
    outcome.proves, outcome.revision, outcome.version = proves, 2, 2
    change = {"before": {"proves": BEFORE_THE_VANS, "revision": 1}, "after": {"proves": proves, "revision": 2}}
    case.tell(at, "changed outcome", outcome, case.lead, **change)
    _key(case, outcome, Side.DELIVERY, case.lead, at + timedelta(minutes=4))


def add_risks(case: Case) -> None:
    when, people = case.setting.when, case.setting.staff
    ruth = case.setting.book.contacts["Ruth Castellan"]
    board = f"{season(when).capitalize()} board date moves forward"
    rows: tuple[tuple[str, str, str, str, dict[str, Any], str, int, bool], ...] = (
        ("SAP access arrives late", "major", "Start from extracts, +6 days, already priced", "No account by the first Friday", {"owner_contact": ruth}, "0.300", 6, True),
        (board, "major", f"Register first, vans in {when.month(5, 15, 2027)}", "The agenda of their steering group", {}, "0.250", 10, False),
        ("Only Jonas knows GIS matching", "major", "Wen pairs from week 1", "Two questions in a week that only Jonas can answer", {"owner": people["Priya Raman"]}, "0.200", 8, True),
        (f"Van upgrade slips past {when.month(4, 15, 2027)}", "medium", "Pilot stays at 6 vans", "No purchase order by the end of the quarter", {"owner": people["Tom Bergqvist"]}, "0.400", 3, True),
    )  # fmt: skip
    for words, size, mitigation, trigger, owner, chance, days, priced in rows:
        named = when.at(11, 17, "16:00") if owner else None
        found = when.at(11, 17, "15:30") if owner else when.at(11, 20, "12:15")
        row = case.rows.add(
            Risk(
                engagement=case.engagement, words=words, size=size, mitigation=mitigation, trigger=trigger,
                probability=Decimal(chance), impact_minutes=days * DAY, impact_money=Decimal(days * 1200), priced=priced,
                review_on=when.day(12, 9), named_at=named, named_by=case.seller if owner else None,
                accepted_at=when.at(11, 18, "09:40") if owner else None, **owner,
            )
        )  # fmt: skip
        case.tell(found, "named risk", row, case.lead)
        if "owner" in owner:
            case.tell(when.at(11, 18, "09:40"), "accepted risk", row, owner["owner"])


def add_assumptions(case: Case) -> None:
    when = case.setting.when
    checked = (
        ("GIS co-ordinates follow one national grid.", "Their mapping team sent the standard.", "Jonas read the standard and 200 rows."),
        ("Two of Halden’s people have a day a week for training.", "Ruth named Femi Alade and a second.", "Both said yes on the call of 12 November."),
        ("Work orders carry the asset number.", "They have since 2024, Femi says.", "Wen counted: 97% of last quarter’s."),
        ("The audit sample of 500 will be drawn by their auditors.", "It’s how they did it in the last audit.", "Ruth confirmed in writing."),
        ("Six pilot vans have the new device already.", "Joyce Penhaligon has the list.", "Priya saw the list and one of the vans."),
    )  # fmt: skip
    for place, (words, because, how) in enumerate(checked):
        row = _assume(case, words, because, when.at(11, 11, f"1{place}:30"))
        _agreed(case, row, when.at(11, 13, f"1{place}:00"))
        row.verified_at, row.verified_how = row.answered_at, how
    priced = _assume(
        case,
        "About 4% of rows need a person to look at them.",
        "The rate in the sample of 2,000.",
        when.at(11, 12, "16:10"),
    )
    _priced(case, priced)
    _open_challenge(case)


def _assume(case: Case, words: str, because: str, at) -> Assumption:
    row = case.rows.add(
        Assumption(
            engagement=case.engagement, words=words, because=because, raised_by=case.seller, raised_at=at, verifier=case.lead,
            asked=case.lead, asked_at=at,
        )
    )  # fmt: skip
    case.tell(at, "assumed", row, case.seller)
    return row


def _agreed(case: Case, row: Assumption, at) -> None:
    row.answer, row.answered_by, row.answered_at = Assumption.Answer.AGREE, case.lead, at
    case.tell(at, "answered assumption: agree", row, case.lead, after={"answer": "agree"})


def _priced(case: Case, row: Assumption) -> None:
    """The one that changed the price: nine days of cleaning."""
    at = case.setting.when.at(11, 17, "15:10")
    row.answer, row.answered_by, row.answered_at = Assumption.Answer.IF, case.lead, at
    row.condition = "Nine days of cleaning are in the price; above 8% we re-price before we sign."
    row.condition_owner, row.condition_by, row.condition_met_at = (
        case.seller,
        case.setting.when.day(11, 19),
        at + timedelta(days=1),
    )
    row.minutes_if_false, row.price_if_false, row.priced = CLEANING_DAYS * DAY, Decimal(10800), True
    case.tell(at, "answered assumption: agree if", row, case.lead, after={"answer": "if"})


def _open_challenge(case: Case) -> None:
    """Tom's of Sunday, that Priya hasn't answered: two people can't move until she does."""
    when = case.setting.when
    row = _assume(
        case,
        "The full asset extract is as clean as the 2,000-row sample Halden sent us: about 4% of rows need a person to look at them.",
        f"Ruth Castellan said the sample was drawn at random. Call notes, {when.day(11, 18).day} {when.day(11, 18):%b}.",
        when.at(11, 22, "16:20"),
    )
    row.minutes_if_false, row.price_if_false = CLEANING_DAYS * DAY, Decimal(10800)


def add_duties(case: Case) -> None:
    """Fourteen, each with one who is accountable."""
    when, staff, contacts = case.setting.when, case.setting.staff, case.setting.book.contacts
    theirs = (
        ("Give read access to SAP plant maintenance", "Ruth Castellan", (1, 8)), ("Draw a second sample of 2,000 rows with us", "Femi Alade", (12, 2)),
        ("Name a data owner for each of the five sources", "Ruth Castellan", (12, 18)), ("Anonymise test data", "Femi Alade", (1, 11)),
        ("Free two people for a day a week", "Ruth Castellan", (1, 18)), ("Choose the six pilot vans", "Joyce Penhaligon", (2, 1)),
        ("Upgrade the devices of the other vans", "Joyce Penhaligon", (4, 30)),
    )  # fmt: skip
    ours = (
        ("Match assets to the map", "Jonas Pihl"), ("Clean what the matching leaves over", "Wen Zhao"), ("Build the nightly loads", "Lucía Ferrer"),
        ("Make the look-up work offline", "Idris Cole"), ("Train two of theirs", "Gareth Pugh"), ("Report progress on Fridays", "Priya Raman"),
        ("Tell Ruth bad news the same day", "Tom Bergqvist"),
    )  # fmt: skip
    for position, (words, who, due) in enumerate(theirs):
        on = when.day(*due, 2027 if due[0] < 6 else 2026)
        _duty(case, position, words, {"contact": contacts[who]}, for_client=True, due_on=on)
    for position, (words, name) in enumerate(ours, start=len(theirs)):
        _duty(case, position, words, {"person": staff[name]})


def _duty(case: Case, position: int, words: str, accountable: dict, **fields) -> None:
    duty = case.rows.add(Duty(engagement=case.engagement, words=words, position=position, **fields))
    letters = DutyPart.Letter
    case.rows.add(DutyPart(duty=duty, letter=letters.ACCOUNTABLE, **accountable))
    for letter, person in ((letters.RESPONSIBLE, case.lead), (letters.INFORMED, case.seller)):
        if accountable.get("person") != person:
            case.rows.add(DutyPart(duty=duty, letter=letter, person=person))
