"""What somebody wants changed after the signature: one that waits for the other side, one that was refused with a reason."""

from datetime import timedelta
from typing import Any

from tandem.engagements.models import Amendment
from tandem.front.sample.case import Case

# client, deal: who asks, (month, day), what the client is to owe from then on, by when, why, and the other side's no.
ASKED: dict[tuple[str, str], dict[str, Any]] = {
    ("Corvid Insurance", "Claims lakehouse"): {
        "by": "sales", "on": (11, 23), "due": (12, 18), "refused": "",
        "words": "Name one person who may decide about claims data, and a deputy",
        "why": "Three people answered the last question, in three ways. Their director agreed on the phone to put it in writing.",
    },
    ("Hartwell Rail", "Crew rostering data"): {
        "by": "delivery", "on": (11, 11), "due": (12, 4), "refused": "They have no such list and can’t make one. The mapping is in change order 1 already.",
        "words": "Give us one list of depot names that both systems keep to",
        "why": "Half of our questions are about depots that have two names.",
    },
}  # fmt: skip
REFUSED_AFTER = timedelta(days=2)


def add_amendment(case: Case) -> None:
    told = ASKED.get((case.plan.client, case.plan.name))
    if told is None or not case.engagement.is_project:
        return
    when, by_sales = case.setting.when, told["by"] == "sales"
    asker, other = (case.seller, case.lead) if by_sales else (case.lead, case.seller)
    month, day = told["on"]
    at = when.at(month, day, "15:20")
    row = Amendment(
        engagement=case.engagement, noun=Amendment.Noun.DUTY, about=told["words"], why=told["why"], needs_client=True,
        after={"words": told["words"], "for_client": True, "due_on": when.day(*told["due"]).isoformat()},
        asked_by=asker, asked_at=at, **{f"{told['by']}_by": asker, f"{told['by']}_at": at},
    )  # fmt: skip
    if told["refused"]:
        row.declined_by, row.declined_at, row.declined_why = other, at + REFUSED_AFTER, told["refused"]
    case.rows.add(row)
    case.tell(at, "asked for an amendment", row, asker, reason=row.why)
    if told["refused"]:
        case.tell(row.declined_at, "declined amendment", row, other, reason=row.declined_why)
