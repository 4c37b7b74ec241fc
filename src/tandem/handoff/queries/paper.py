"""The handoff as its PDF shows it: the same words as the page, each figure only to whom it belongs."""

from typing import Any

from django.utils.translation import gettext as _

from tandem.handoff.queries.page import Document
from tandem.handoff.queries.sections import titles
from tandem.web.words import clock_time, day, days_of_work, exact_money, hours, iso_day, iso_period, percent

LETTERS = ("R", "A", "C", "I")


def paper_of(doc: Document) -> dict[str, Any]:
    """Plain JSON; no query."""
    brief, row = doc.brief, doc.handoff
    names = titles(brief)
    return {
        "title": " ".join([brief["deal"]["name"], *([_("for %(client)s") % {"client": brief["deal"]["client"]}] if brief["deal"]["client"] else [])]),
        "kicker": _kicker(doc),
        "foot": _("Handoff, version %(n)s, %(digest)s") % {"n": row.number, "digest": row.digest[:12]},
        "facts": _facts(doc),
        "warning": _warning(doc),
        "order": list(names),
        "sections": {key: str(title) for key, title in names.items()},
        "paragraph": row.paragraph,
        "done": [_outcome(each) for each in brief["done"]],
        "scope": {name: brief["scope"].get(name, []) for name in ("in", "out", "acceptance", "changes")},
        "promises": [_promise(each) for each in brief["promises"]],
        "otherwise": [_otherwise(each) for each in brief.get("otherwise", ())],
        "duties": [_duty(each) for each in brief["duties"]],
        "assumptions": [_assumption(each) for each in brief["assumptions"]],
        "risks": [_risk(each) for each in brief["risks"]],
        "sold": _sold(doc),
        "milestones": [[iso_day(each["on"]), each["name"]] for each in brief["dates"]["milestones"]],
        "questions": [_question(each) for each in doc.questions],
        "signatures": _signatures(doc),
        "t": {
            "in": _("In"), "out": _("Not in"), "acceptance": _("How it’s accepted"), "changes": _("How it’s changed"),
            "outcome": _("Outcome"), "proof": _("How we will both know"), "by": _("By"), "said": _("What we said"),
            "who": _("Who, when"), "verdict": _("Delivery says"), "we": _("We owe"), "client": _("The client owes"),
            "none": _("None."), "sold": _("Sold"), "dates": _("Dates"), "questions": _("Questions in the margin"),
            "signatures": _("Two signatures"), "heard": _("What we asked, and what they said"),
            "how": _("How it was resolved"), "by_whom": _("Who, when"),
        },
    }  # fmt: skip


def _kicker(doc: Document) -> str:
    row = doc.handoff
    seller = row.from_person.name if row.from_person else _("nobody")
    lead = row.to_person.name if row.to_person else _("nobody yet")
    words = _("Handed from %(seller)s, sales, to %(lead)s, delivery") % {"seller": seller, "lead": lead}
    signed = doc.brief["dates"]["signed_on"]
    return f"{words} · " + _("signed %(day)s") % {"day": iso_day(signed)} if signed else words


def _facts(doc: Document) -> list[list[str]]:
    """[label, value], only those that are known to this person."""
    figures, dates = doc.money, doc.brief["dates"]
    sold = [
        *([percent(figures.margin)] if figures.margin is not None else []),
        *(
            [_("%(days)s days") % {"days": days_of_work(figures.minutes, figures.day_minutes)}]
            if figures.minutes
            else []
        ),
    ]
    price = _("%(fee)s fixed") % {"fee": exact_money(figures.fee, figures.currency)} if figures.fee is not None else ""
    runs = iso_period(dates["starts_on"], dates["ends_on"]) if dates["starts_on"] else ""
    rows = [
        [_("Package"), doc.brief["deal"]["tier"]],
        [_("Price"), price],
        [_("Sold at"), ", ".join(sold)],
        [_("Runs"), runs],
    ]
    return [row for row in rows if row[1]]


def _warning(doc: Document) -> str:
    if doc.decision and not doc.decision.accepted:
        return _("%(name)s sent it back: %(reason)s") % {
            "name": doc.decision.person.name,
            "reason": doc.decision.reason,
        }
    if doc.handoff.remedial:
        return _("Won past open gates. %(why)s") % {"why": doc.brief["deal"]["ungated"]}
    return ""


def _outcome(each: dict[str, Any]) -> dict[str, str]:
    proof = each["proves"] or each["measured_how"]
    keys = {(True, True): _("both sides signed"), (True, False): _("sales signed"), (False, True): _("delivery signed")}
    return {
        "title": each["title"], "proof": proof, "on": iso_day(each["on"]),
        "not_done": _("Not meant: %(words)s") % {"words": each["not_done"]} if each["not_done"] else "",
        "keys": keys.get((each["sales"], each["delivery"]), _("nobody signed")),
    }  # fmt: skip


def _promise(each: dict[str, Any]) -> dict[str, str]:
    papers = {
        "clause": _("In the scope"), "excluded": _("Excluded in writing"), "unwritten": _("Knowingly unwritten"),
        "withdrawn": _("Withdrawn, the client was told"),
    }  # fmt: skip
    verdicts = {"feasible": _("Feasible"), "if": _("Feasible if"), "no": _("Not feasible")}
    paper = ": ".join(part for part in (papers.get(each["paper"], _("On no paper")), each["paper_words"]) if part)
    return {
        "words": each["words"], "paper": paper, "who": each["who"],
        "when": ", ".join(part for part in (iso_day(each["on"]), each["where"]) if part),
        "verdict": verdicts.get(each["verdict"], _("not judged")), "condition": each["condition"],
    }  # fmt: skip


def _otherwise(each: dict[str, Any]) -> dict[str, Any]:
    """Briefs from before `confirmed_on` was kept don't have it."""
    confirmed = ""
    if each["confirmed_by"]:
        confirmed = _("%(name)s confirmed it") % {"name": each["confirmed_by"]}
    elif each["how"]:
        confirmed = _("Nobody of the other side has confirmed it.")
    on = iso_day(each["confirmed_on"]) if each.get("confirmed_on") else ""
    return {
        "words": each["words"], "heard": each["heard"], "how": each["how"] or _("Not resolved."),
        "change": _("Change: %(change)s") % {"change": each["change"]} if each["change"] else "",
        "by": ", ".join(part for part in (each["by"], iso_day(each["on"]) if each["on"] else "") if part),
        "confirmed": ", ".join(part for part in (confirmed, on) if part), "open": not each["confirmed_by"],
    }  # fmt: skip


def _duty(each: dict[str, Any]) -> dict[str, Any]:
    parts = [f"{part['letter']} {part['name']}" for part in each["parts"]]
    due = iso_day(each["due_on"]) if each["due_on"] else ""
    return {
        "words": each["words"],
        "client": each["client"],
        "due": due,
        "parts": ", ".join(parts) or _("nobody is named"),
    }


def _assumption(each: dict[str, Any]) -> list[str]:
    if each["verified"]:
        by = _(" by %(name)s") % {"name": each["verifier"]} if each["verifier"] else ""
        note = _("Checked %(day)s%(by)s.") % {"day": iso_day(each["verified"]), "by": by}
    elif each["priced"]:
        note = _("Not checked; %(hours)s for it are in the price.") % {"hours": hours(each["minutes_if_false"])}
    else:
        note = _("Neither checked nor priced.")
    return [each["words"], note]


def _risk(each: dict[str, Any]) -> list[str]:
    sizes = {"major": _("Major"), "medium": _("Medium"), "minor": _("Minor")}
    return [each["words"], sizes.get(each["size"], each["size"]), each["mitigation"], each["owner"] or _("nobody")]


def _sold(doc: Document) -> list[str]:
    figures, dates = doc.money, doc.brief["dates"]
    rows = [f"{each['role']} {hours(each['minutes'])}" for each in doc.brief["money"]["roles"]]
    if figures.fee is not None:
        rows.insert(0, _("%(fee)s, fixed") % {"fee": exact_money(figures.fee, figures.currency)})
    if dates["client_name"]:
        words = {"name": dates["client_name"], "day": iso_day(dates["signed_on"])}
        rows.append(_("Signed for the client by %(name)s, %(day)s") % words)
    return rows


def _question(each: Any) -> dict[str, str]:
    return {
        "words": each.words, "by": f"{each.asked_by.name}, {day(each.asked_at)}", "answer": each.answer,
        "answered": f"{each.answered_by.name}, {day(each.answered_at)}" if each.answered_by else "",
        "state": _("closed") if each.closed_at else _("open"),
    }  # fmt: skip


def _signatures(doc: Document) -> list[list[str]]:
    """[what they say, who, when] of sales and of delivery."""
    row, decision = doc.handoff, doc.decision
    seller = row.from_person.name if row.from_person else _("Nobody from sales")
    said = _("not said yet")
    if row.attested_at and row.is_attested:
        said = _("said %(day)s, %(time)s") % {"day": day(row.attested_at), "time": clock_time(row.attested_at)}
    accepted = decision is not None and decision.accepted
    signer = decision.person if decision and accepted else row.to_person
    when = _("not signed yet")
    if decision and accepted:
        when = _("signed %(day)s, %(time)s") % {"day": day(decision.at), "time": clock_time(decision.at)}
    return [
        [_("I have written down everything I promised."), seller, said],
        [_("I have read it, and we can deliver it."), signer.name if signer else _("Nobody from delivery yet"), when],
    ]
