"""Rules of judging, proposing and signing (`rules`) over what is known (`facts`), and who is called to judge (`called`)."""

from tandem.review.gate.facts import BoardFacts, SeatFacts, Shortage, SignFacts
from tandem.review.gate.rules import (
    DECIDE,
    PROPOSE,
    SIGN,
    conditions_are_met_or_owned,
    every_assumption_is_verified_or_priced,
    every_needed_seat_has_spoken,
    every_promise_is_on_paper,
    margin_clears_the_floor,
    no_objection_stands,
    no_word_has_lapsed,
    no_word_is_out_of_date,
    only_what_was_judged,
    people_are_free,
    still_the_judged_scope,
    the_client_said_it_back,
)

__all__ = [
    "DECIDE",
    "PROPOSE",
    "SIGN",
    "BoardFacts",
    "SeatFacts",
    "Shortage",
    "SignFacts",
    "conditions_are_met_or_owned",
    "every_assumption_is_verified_or_priced",
    "every_needed_seat_has_spoken",
    "every_promise_is_on_paper",
    "margin_clears_the_floor",
    "no_objection_stands",
    "no_word_has_lapsed",
    "no_word_is_out_of_date",
    "only_what_was_judged",
    "people_are_free",
    "still_the_judged_scope",
    "the_client_said_it_back",
]  # fmt: skip
