"""The rules of freezing a scope: qualified to scoped."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tandem.engagements.gate import the_fit_meets_the_profile
from tandem.gates import rule
from tandem.scoping.gate.facts import AssumptionFact, RiskFact, ScopeFacts, SectionFact, VagueFact
from tandem.web.words import hours, listed

NAMED = 2


def _names(words: Iterable[str]) -> str:
    """The first ones by name, the others by number: a deal may have hundreds."""
    every = list(words)
    named = "; ".join(f"“{each}”" for each in every[:NAMED])
    if len(every) <= NAMED:
        return named
    return _("%(names)s and %(n)s more") % {"names": named, "n": len(every) - NAMED}


def _outcomes_so_far(facts: ScopeFacts) -> str:
    both = sum(each.sales and each.delivery for each in facts.outcomes)
    client = sum(each.client for each in facts.outcomes)
    words = _("%(n)s of %(all)s outcomes") % {"n": both, "all": len(facts.outcomes)}
    return _("%(outcomes)s, %(n)s by the client too") % {"outcomes": words, "n": client} if client else words


def _outcomes_wait(facts: ScopeFacts) -> list[Any]:
    sides = (
        (facts.seller, any(not each.sales for each in facts.outcomes) or not facts.outcomes),
        (facts.lead, any(not each.delivery for each in facts.outcomes)),
    )
    return [person for person, waits in sides if person and waits]


@rule(gettext_noop("“Done” is defined and signed"), place="success", so_far=_outcomes_so_far, waits_on=_outcomes_wait)
def success_is_agreed_by_both_sides(facts: ScopeFacts) -> str | None:
    if not facts.outcomes:
        return _("Write at least one outcome, and sign it on both sides.")
    unsigned = [each.title for each in facts.outcomes if not (each.sales and each.delivery)]
    return _("Both sides still have to sign: %(names)s.") % {"names": _names(unsigned)} if unsigned else None


def _major(facts: ScopeFacts) -> list[RiskFact]:
    return [each for each in facts.risks if each.major]


def _risks_so_far(facts: ScopeFacts) -> str:
    if not _major(facts):
        return _("no major risk")
    accepted = sum(each.accepted for each in _major(facts))
    return _("%(n)s of %(all)s accepted") % {"n": accepted, "all": len(_major(facts))}


def _risks_wait(facts: ScopeFacts) -> list[Any]:
    return list(dict.fromkeys(each.named for each in _major(facts) if each.named and not each.accepted))


@rule(
    gettext_noop("Every major risk has an owner"), place="risks", so_far=_risks_so_far, waits_on=_risks_wait, stops=True
)
def every_major_risk_has_an_owner(facts: ScopeFacts) -> str | None:
    unowned = [each.words for each in _major(facts) if not each.named]
    waiting = [each.words for each in _major(facts) if each.named and not each.accepted]
    if unowned:
        return _("Name an owner for: %(names)s.") % {"names": _names(unowned)}
    return _("Its owner hasn’t accepted: %(names)s.") % {"names": _names(waiting)} if waiting else None


def _review_so_far(facts: ScopeFacts) -> str:
    if facts.flags:
        return ngettext("%(n)s red flag stands", "%(n)s red flags stand", len(facts.flags)) % {"n": len(facts.flags)}
    if not facts.delivery_came and facts.delivery_named:
        return _("not confirmed yet")
    if facts.delivery_came:
        return _("%(names)s came") % {"names": ", ".join(facts.delivery_came)}
    return _("planned, not held yet") if facts.planned else ""


def _review_wait(facts: ScopeFacts) -> list[Any]:
    if facts.delivery_named and not facts.delivery_came:
        return list(facts.delivery_named)
    unanswered = any(not each.replied for each in facts.flags)
    person = facts.seller if unanswered or not facts.delivery_came else facts.lead
    return [person] if person else []


@rule(gettext_noop("Delivery was in the room"), place="review", so_far=_review_so_far, waits_on=_review_wait)
def delivery_was_in_the_room(facts: ScopeFacts) -> str | None:
    if facts.delivery_named and not facts.delivery_came:
        return _("%(names)s of delivery: say that you were there.") % {
            "names": listed([person.name for person in facts.delivery_named])
        }
    if not facts.delivery_came:
        return _("Hold a scoping session with somebody of delivery.")
    if facts.flags:
        return _("Delivery’s red flag stands: %(names)s.") % {"names": _names(each.words for each in facts.flags)}
    return None


def lacks(each: AssumptionFact) -> str:
    """What keeps an assumption from being verified, or hardening: false, answer, hours, price, verifier; "" nothing.

    One that was shown to be false hardens no more: its hours are in the price, or a changed scope makes it cost none.
    """
    if each.verified:
        return ""
    if each.disproved:
        return "false" if each.minutes and not each.priced else ""
    if not (each.due or each.pricing):
        return ""
    if not each.answered:
        return "answer"
    if each.hard and each.priced:
        return ""
    if not each.minutes:
        return "hours"
    if not (each.priced or each.pricing):
        return "price"
    return "verifier" if each.due and not (each.verifier or each.hard) else ""


def hardens(each: AssumptionFact) -> bool:
    """Passing the gate makes a risk of it."""
    return each.due and not (each.verified or each.disproved or each.hard or each.flagged or lacks(each))


# What to enter, by what lacks, in the order in which it's said.
ENTER = {
    "answer": gettext_noop("Delivery hasn’t answered: %(names)s."),
    "hours": gettext_noop("Verify it, or say how many hours it costs if it’s false: %(names)s."),
    "verifier": gettext_noop("Verify it, or name who verifies it and owns it as a risk until then: %(names)s."),
    "price": gettext_noop("Verify it, or price it in a new version of the scope: %(names)s."),
    "false": gettext_noop("It turned out false; put its hours into the price, or change the scope: %(names)s."),
}


def _assumptions_so_far(facts: Any) -> str:
    settled = sum(not (lacks(each) or each.flagged or hardens(each)) for each in facts.assumptions)
    said = _("%(n)s of %(all)s verified or priced") % {"n": settled, "all": len(facts.assumptions)}
    hard = [each for each in facts.assumptions if hardens(each)]
    if not hard:
        return said
    words = ngettext("%(n)s becomes a risk, %(hours)s", "%(n)s become risks, %(hours)s", len(hard))
    return f"{said}; {words % {'n': len(hard), 'hours': hours(sum(each.minutes for each in hard))}}"


def _assumptions_wait(facts: Any) -> list[Any]:
    flagged = [facts.seller for each in facts.assumptions if each.flagged]
    lacking = [(each, lacks(each)) for each in facts.assumptions if not each.flagged]
    asked = [each.asked if what == "answer" else facts.seller for each, what in lacking if what]
    return list(dict.fromkeys(person for person in [*flagged, *asked] if person))


@rule(
    gettext_noop("Assumptions challenged"), place="assumptions", so_far=_assumptions_so_far, waits_on=_assumptions_wait
)
def every_assumption_is_verified_or_priced(facts: Any) -> str | None:
    """Of the scope's gate, and of every later one by which an assumption was to be verified."""
    flagged = [each.words for each in facts.assumptions if each.flagged]
    if flagged:
        return _("Delivery raised a red flag on: %(names)s.") % {"names": _names(flagged)}
    lacking = {what: [each.words for each in facts.assumptions if lacks(each) == what] for what in ENTER}
    said = [_(ENTER[what]) % {"names": _names(words)} for what, words in lacking.items() if words]
    return " ".join(said) or None


def _duties_so_far(facts: ScopeFacts) -> str:
    named = sum(each.accountable == 1 for each in facts.duties)
    return _("%(n)s of %(all)s duties named") % {"n": named, "all": len(facts.duties)}


def _lead(facts: ScopeFacts) -> list[Any]:
    return [facts.lead] if facts.lead else []


@rule(gettext_noop("Who does what"), place="who", so_far=_duties_so_far, waits_on=_lead)
def duties_are_named(facts: ScopeFacts) -> str | None:
    if not facts.duties:
        return _("Name at least one duty, and who is accountable for it.")
    unnamed = [each.words for each in facts.duties if each.accountable != 1]
    return _("Name one Accountable for: %(names)s.") % {"names": _names(unnamed)} if unnamed else None


def _in(facts: ScopeFacts, *states: str) -> list[SectionFact]:
    return [each for each in facts.sections if each.state in states]


def _vetted_so_far(facts: ScopeFacts) -> str:
    words = _("%(n)s of %(all)s sections vetted") % {"n": len(_in(facts, "fine")), "all": len(facts.sections)}
    stale = [each.name for each in _in(facts, "stale")]
    return _("%(words)s; %(names)s changed since") % {"words": words, "names": _few(stale)} if stale else words


def _few(names: list[str]) -> str:
    return listed([name.lower() for name in names])


def _vetted_wait(facts: ScopeFacts) -> list[Any]:
    """An open question waits on sales, an answered one on whoever asked; what was never vetted, or changed, on the
    lead."""
    people = [facts.seller for _each in _in(facts, "question")]
    people += [each.vetter for each in _in(facts, "answered")]
    people += [facts.lead for _each in _in(facts, "never", "stale")]
    return list(dict.fromkeys(person for person in people if person))


@rule(gettext_noop("Delivery vetted every section"), place="review", so_far=_vetted_so_far, waits_on=_vetted_wait)
def delivery_vetted_every_section(facts: ScopeFacts) -> str | None:
    told = (
        ("stale", _("Changed since it was vetted: %(names)s.")), ("never", _("Not vetted yet: %(names)s.")),
        ("question", _("Delivery asks about: %(names)s.")), ("answered", _("Answered, to be vetted: %(names)s.")),
        ("flag", _("Red flag on: %(names)s.")),
    )  # fmt: skip
    found = [
        words % {"names": _few([each.name for each in open_ones])}
        for state, words in told
        if (open_ones := _in(facts, state))
    ]
    return " ".join(found) or None


def _open_vague(facts: ScopeFacts) -> list[VagueFact]:
    return [each for each in facts.vague if not each.kept]


def _clauses_so_far(facts: ScopeFacts) -> str:
    kept = sum(each.kept for each in facts.vague)
    if _open_vague(facts):
        return _("%(n)s of %(all)s clauses vague") % {"n": len(_open_vague(facts)), "all": facts.clauses}
    return ngettext("%(n)s kept with a reason", "%(n)s kept with a reason", kept) % {"n": kept} if kept else ""


def _clauses_wait(facts: ScopeFacts) -> list[Any]:
    return [facts.seller] if facts.seller else []


@rule(gettext_noop("Clauses say what they mean"), place="scope", so_far=_clauses_so_far, waits_on=_clauses_wait)
def clauses_say_what_they_mean(facts: ScopeFacts) -> str | None:
    loose = [each.words for each in _open_vague(facts)] if facts.clauses else []  # none yet: nothing to judge
    return (
        _("Say exactly what is meant, or keep it with a reason: %(names)s.") % {"names": _names(loose)}
        if loose
        else None
    )


def _discount_waits(facts: ScopeFacts) -> list[Any]:
    """An open one on whoever is asked, a refused one on whoever asked."""
    found = facts.discount
    person = found and (found.asker or facts.seller if found.refused else found.asked)
    return [person] if person else []


# No leave lets it pass: whoever would give that allows the discount instead.
@rule(gettext_noop("Discount allowed"), place="price", waits_on=_discount_waits, waivable=False)
def the_discount_is_allowed(facts: ScopeFacts) -> str | None:
    if facts.discount is None:
        return None
    if facts.discount.refused:
        return _("%(name)s said no to the discount: ask for another, or take it off.") % {"name": facts.discount.asked}
    return _("%(name)s was asked to allow the discount and hasn’t answered yet.") % {"name": facts.discount.asked}


FREEZE = (
    success_is_agreed_by_both_sides,
    every_assumption_is_verified_or_priced,
    duties_are_named,
    every_major_risk_has_an_owner,
    clauses_say_what_they_mean,
    the_discount_is_allowed,
    delivery_was_in_the_room,
    delivery_vetted_every_section,
)

# Stands in the proposal itself: none is drawn for a client below the floor that leadership hasn't accepted.
PROPOSAL_PAPER = (the_fit_meets_the_profile,)
