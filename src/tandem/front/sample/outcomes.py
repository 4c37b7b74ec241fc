"""What came of outcomes, and what clients signed: measures at close, 30 and 90 days after; Ruth Castellan's link."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tandem.engagements.actions.measure import AFTER
from tandem.engagements.models import Outcome, OutcomeMeasure, OutcomeSignature, Remark, Side, Stage
from tandem.engagements.queries.outcome import signed_words
from tandem.feedback.models import ClientLink
from tandem.feedback.secret import digest_of
from tandem.front.sample.case import Case
from tandem.front.sample.when import moment
from tandem.ledger.actions import Program

# For everybody who tries the sample: as open as its passwords, and in no other firm.
SECRET = "northlight-sample-halden-water-ruth-castellan"  # noqa: S105
INTENT = (
    "By typing my name and the code I sign, for {client}, that “done” means what these outcomes say. "
    "This is a simple electronic signature."
)
LATE = timedelta(days=6)  # what was due in the last days nobody has measured yet
WHY_NOT = (
    "The figure holds for head office; two depots still work from their own sheets.",
    "Their new system went live a month late, so there is nothing to measure against yet.",
    "Right for new records. The old ones were left out in the last week to keep the date.",
)
STILL = ("Measured again the same way.", "Their own figure, from the monthly report.", "")


def add_measures(case: Case, seed: int) -> None:
    """For a finished project: each outcome at the points that have come. The first always held; of the others some
    weren't met at the close, and most of those were by the end."""
    closed = case.at.get(Stage.DELIVERED)
    if closed is None:
        return
    rng = Random(f"{seed}:{case.plan.client}:{case.name}:outcomes")
    for outcome, words in zip(case.outcomes, case.plan.words.outcomes, strict=False):
        met = outcome.position == 0 or rng.random() < 0.75
        for point, days in AFTER.items():
            due = closed.date() + timedelta(days=days)
            row = case.rows.add(OutcomeMeasure(outcome=outcome, point=point, due_on=due, asked=case.lead))
            if days:
                met = rng.random() < (0.95 if met else 0.45)
            if due <= case.today - LATE:
                _measure(case, row, due, met, words.result, rng)


def add_client_keys(case: Case, seed: int) -> None:
    """Of the contracts, some clients signed what done means before them."""
    rng = Random(f"{seed}:{case.plan.client}:{case.name}:client")
    signed = case.at.get(Stage.SIGNED)
    if signed is None or not case.reached(Stage.SCOPED) or case.plan.ungated_why or rng.random() > 0.4:
        return
    at = min(signed - timedelta(days=1), case.vetting + timedelta(days=3))
    for outcome in case.outcomes:
        sign_for_client(case, outcome, at)


def sign_for_client(case: Case, outcome: Outcome, at: datetime) -> None:
    words = signed_words(outcome)
    evidence: dict[str, Any] = {
        **words["evidence"],
        "contact": case.contact.name,
        "mailed_to": case.contact.email,
        "network": "203.0.113.24",
        "signed_at": at.isoformat(),
        "intent": INTENT.format(client=case.plan.client),
    }
    key = OutcomeSignature(
        outcome=outcome, revision=outcome.revision, side=Side.CLIENT, client_name=case.contact.name, at=at,
        digest=words["digest"], evidence=evidence,
    )  # fmt: skip
    case.rows.add(key)
    case.tell(at, "signed for client", outcome, case.contact_actor, after={"revision": outcome.revision})


def tell_of_the_link(case: Case) -> None:
    """Tom sends Ruth the link; she says what isn't as she sees it, Priya changes the words, and Ruth signs one of the
    others. The first waits for her."""
    when = case.setting.when
    made, said = when.at(11, 19, "08:40"), when.at(11, 19, "17:05")
    link = ClientLink(
        engagement=case.engagement, contact=case.contact, secret_digest=digest_of(SECRET), made_by=case.seller,
        made_at=made, expires_on=made.date() + timedelta(days=30),
    )  # fmt: skip
    case.tell(made, "made a client’s link", case.rows.add(link), case.seller)
    words = "Which vans have the new device? My crews will hear “all 74”. Write the number down, please."
    remark = Remark(
        engagement=case.engagement, contact=case.contact, outcome=case.outcomes[1], words=words, at=said,
        answered_at=when.at(11, 20, "11:15"), answered_by=case.lead, version=2,
        answer="Six of them, your newest. We have written the number down; the other 68 stand under what done is not.",
    )  # fmt: skip
    case.rows.add(remark)
    holder = Program(f"Somebody with the link of {case.contact.name}")
    case.tell(said, "said that they see it differently", remark, holder, reason=words)
    case.tell(remark.answered_at, "answered the client", remark, case.lead)
    sign_for_client(case, case.outcomes[2], when.at(11, 23, "14:20"))


def _measure(case: Case, row: OutcomeMeasure, due: date, met: bool, result: str, rng: Random) -> None:
    row.met, row.measured_by = met, case.lead
    row.value = result if met else f"not yet: {row.outcome.baseline}"[:80]
    row.words = rng.choice(STILL) if met else rng.choice(WHY_NOT)
    row.measured_at = moment(due + timedelta(days=rng.randrange(4)), "15:10")
    row.version = 2
    after = {"value": row.value, "met": met}
    case.tell(row.measured_at, "measured", row, case.lead, reason=row.words, after=after)
