"""Rules of judging, proposing and signing (`rules`), and who is called to judge (`called`)."""

from tandem.review.gate.rules import (
    DECIDE,
    PROPOSE,
    SIGN,
    BoardFacts,
    SeatFacts,
    Shortage,
    SignFacts,
    conditions_are_met_or_owned,
    every_needed_seat_has_spoken,
    margin_clears_the_floor,
    no_objection_stands,
    no_word_has_lapsed,
    only_what_was_judged,
    people_are_free,
    still_the_judged_scope,
)

__all__ = [
    "DECIDE", "PROPOSE", "SIGN", "BoardFacts", "SeatFacts", "Shortage", "SignFacts", "conditions_are_met_or_owned",
    "every_needed_seat_has_spoken", "margin_clears_the_floor", "no_objection_stands", "no_word_has_lapsed",
    "only_what_was_judged", "people_are_free", "still_the_judged_scope",
]  # fmt: skip
