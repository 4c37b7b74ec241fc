"""The rules of three arrows: ready to propose, proposed, signed."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.gates import Rule, rule
from tandem.review.gate.aloud import (
    delivery_judged_every_promise,
    every_promise_is_on_paper,
    promised_days_have_a_milestone,
    the_client_knows_what_cannot_be_done,
    the_client_said_it_back,
    what_the_client_sees_otherwise_is_resolved,
)
from tandem.review.gate.facts import BoardFacts, SeatFacts, SignFacts
from tandem.scoping.gate.rules import (
    delivery_vetted_every_section,
    every_assumption_is_verified_or_priced,
    success_is_agreed_by_both_sides,
)
from tandem.web.words import day, hours, listed


def _silent(facts: BoardFacts) -> list[SeatFacts]:
    return [seat for seat in facts.seats if not seat.vote and not seat.absent]


def _each_seat(facts: BoardFacts) -> str:
    marks = {"": _("waiting"), "approve": "✓", "if": _("✓ if"), "object": "✗"}
    return " ".join(f"{seat.label} {_mark(seat) or marks[seat.vote]}" for seat in facts.seats)


def _mark(seat: SeatFacts) -> str:
    if seat.absent:
        return _("absent")
    return _("lapsed") if seat.lapsed_on else _("out of date") if seat.changed else ""


@rule(
    gettext_noop("Deal board"),
    place="board",
    so_far=_each_seat,
    waits_on=lambda facts: [seat.sitters[0] for seat in _silent(facts) if seat.sitters],
)
def every_needed_seat_has_spoken(facts: BoardFacts) -> str | None:
    if facts.draft:
        return _("Scope %(number)s is being changed: freeze it, then each seat judges it.") % {"number": facts.draft}
    if not facts.scope:
        return _("No scope is frozen yet, so there is nothing to judge.")
    if silent := _silent(facts):
        seats = listed([seat.label for seat in silent])
        return _("%(seats)s: no word yet on scope %(number)s.") % {"seats": seats, "number": facts.scope}
    return None


@rule(
    gettext_noop("No word has lapsed"),
    place="board",
    waits_on=lambda facts: [seat.sitters[0] for seat in facts.seats if seat.lapsed_on and seat.sitters],
)
def no_word_has_lapsed(facts: BoardFacts | SignFacts) -> str | None:
    lapsed = [
        _("for %(seat)s on %(day)s") % {"seat": str(seat.label).lower(), "day": day(seat.lapsed_on, facts.today)}
        for seat in facts.seats
        if seat.lapsed_on
    ]
    return _("The word lapsed %(lapsed)s; speak again.") % {"lapsed": listed(lapsed)} if lapsed else None


@rule(
    gettext_noop("Votes are on what stands there now"),
    place="board",
    waivable=False,
    waits_on=lambda facts: [seat.sitters[0] for seat in facts.seats if seat.changed and seat.sitters],
)
def no_word_is_out_of_date(facts: BoardFacts | SignFacts) -> str | None:
    """A vote covers what it was cast on: whoever judged a part that reads otherwise now votes again."""
    old = [
        _("%(parts)s changed since %(name)s voted for %(seat)s.")
        % {"parts": listed(list(seat.changed)), "name": seat.name, "seat": str(seat.label).lower()}
        for seat in facts.seats
        if seat.changed
    ]
    return " ".join([*old, _("Vote again.")]) if old else None


def _who_answer_objections(facts: BoardFacts) -> list[Any]:
    """Sales changes the scope; what sales itself objects to is delivery's to answer."""
    ours = [
        facts.lead if facts.seller in seat.sitters else facts.seller for seat in facts.seats if seat.vote == "object"
    ]
    return [person for person in dict.fromkeys(ours) if person]


@rule(
    gettext_noop("No objection stands"),
    place="board",
    stops=True,
    waits_on=_who_answer_objections,
)
def no_objection_stands(facts: BoardFacts) -> str | None:
    objections = [f"{seat.name}: “{seat.reason}”" for seat in facts.seats if seat.vote == "object"]
    if objections:
        return _("Change the scope to answer %(objections)s") % {"objections": " ".join(objections)}
    return None


@rule(
    gettext_noop("Conditions are met or owned"),
    place="board",
    waits_on=lambda facts: [
        seat.owner or seat.sitters[0]
        for seat in facts.seats
        if _loose(seat, facts.today) and (seat.owner or seat.sitters)
    ],
)
def conditions_are_met_or_owned(facts: BoardFacts | SignFacts) -> str | None:
    """Asked at each gate: the day that somebody named may have passed since the last one."""
    loose = [f"“{seat.reason}”" for seat in facts.seats if _loose(seat, facts.today)]
    if loose:
        return _("Meet these, or name an owner and a day to come: %(conditions)s") % {"conditions": listed(loose)}
    return None


def _loose(seat: SeatFacts, today: date) -> bool:
    return seat.vote == "if" and not seat.met and not (seat.owner and seat.due and seat.due >= today)


@rule(gettext_noop("People are there to do it"), place="capacity", waits_on=lambda facts: facts.planners)
def people_are_free(facts: BoardFacts) -> str | None:
    if not facts.scope:
        return _("Freeze a scope: its estimate says who is needed.")
    if not facts.estimated:
        return _("The scope has no estimate, so nobody knows who is needed.")
    if not (facts.starts_on and facts.ends_on):
        return _("Give the scope a first and a last day.")
    if facts.shortages:
        short = [
            _("nobody is free for %(hours)s of %(role)s, from the week of %(day)s on")
            % {"role": each.role, "hours": hours(each.minutes), "day": day(each.first, facts.today)}
            for each in facts.shortages
        ]
        period = f"{day(facts.starts_on, facts.today)} – {day(facts.ends_on, facts.today)}"
        return f"{period}: {'; '.join(short)}."
    return None


@rule(gettext_noop("Price holds the margin"), place="price")
def margin_clears_the_floor(facts: BoardFacts) -> str | None:
    """Says no figure: the checklist is read by people who may not see margins."""
    if not facts.scope:
        return _("Freeze a scope: its fee and estimate make the margin.")
    if facts.margin is None:
        return _("The margin isn't known: the scope needs a fee and an estimate.")
    if facts.margin < facts.floor:
        return _("The price is under the margin floor: raise the fee or cut the work.")
    return None


@rule(gettext_noop("The proposal is what was judged"), place="board", waivable=False)
def only_what_was_judged(facts: BoardFacts) -> str | None:
    if words := every_needed_seat_has_spoken(facts):
        return words
    if not facts.intact:
        return _("Scope %(number)s isn't what was frozen any more. Freeze it anew and have it judged.") % {
            "number": facts.scope
        }
    return no_word_is_out_of_date(facts)


@rule(gettext_noop("Still the scope that was judged"), place="scope", waivable=False)
def still_the_judged_scope(facts: SignFacts) -> str | None:
    if facts.proposed is None:
        return _("No proposal has gone to the client.")
    if not facts.same:
        return _("The client has scope %(proposed)s; it was changed since. Have it judged and send it.") % {
            "proposed": facts.proposed
        }
    if facts.reworded:
        return _("%(parts)s changed since scope %(proposed)s went to the client. Send it again as it reads now.") % {
            "parts": listed(list(facts.reworded)), "proposed": facts.proposed,
        }  # fmt: skip
    return None


# What both sides agreed on before the freeze is asked again at each later gate: what was changed since counts for nobody.
STILL_AGREED: tuple[Rule, ...] = (success_is_agreed_by_both_sides, delivery_vetted_every_section)

DECIDE: tuple[Rule, ...] = (
    every_needed_seat_has_spoken,
    no_word_has_lapsed,
    no_word_is_out_of_date,
    no_objection_stands,
    conditions_are_met_or_owned,
    people_are_free,
    margin_clears_the_floor,
    every_assumption_is_verified_or_priced,
    *STILL_AGREED,
)
# A scope that was changed after the board agreed meets the rules that no vote can lift once more.
PROPOSE: tuple[Rule, ...] = (
    only_what_was_judged,
    no_word_has_lapsed,
    no_objection_stands,
    conditions_are_met_or_owned,
    margin_clears_the_floor,
    every_assumption_is_verified_or_priced,
    delivery_judged_every_promise,
    the_client_knows_what_cannot_be_done,
    *STILL_AGREED,
)
SIGN: tuple[Rule, ...] = (
    still_the_judged_scope,
    no_word_has_lapsed,
    no_word_is_out_of_date,
    conditions_are_met_or_owned,
    delivery_judged_every_promise,
    the_client_knows_what_cannot_be_done,
    every_promise_is_on_paper,
    promised_days_have_a_milestone,
    the_client_said_it_back,
    what_the_client_sees_otherwise_is_resolved,
    every_assumption_is_verified_or_priced,
    *STILL_AGREED,
)
