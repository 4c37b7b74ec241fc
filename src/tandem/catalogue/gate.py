"""What a new version needs before both sides are asked for it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.gates import rule


@dataclass(frozen=True)
class AskFacts:
    """`behind` is the number of the version that came first; `unweighed_risks` have no probability."""

    deliverables: int
    minutes: int
    fee: Decimal
    weeks: int
    unweighed_risks: int
    differs: bool
    behind: int | None


@rule(gettext_noop("It says what the client gets"), waivable=False)
def it_says_what_the_client_gets(facts: AskFacts) -> str | None:
    return None if facts.deliverables else _("Name at least one thing that the client gets.")


@rule(gettext_noop("It says what it takes"), waivable=False)
def it_says_what_it_takes(facts: AskFacts) -> str | None:
    return None if facts.minutes else _("Estimate the hours of at least one role.")


@rule(gettext_noop("It has a fee and weeks"), waivable=False)
def it_has_a_fee_and_weeks(facts: AskFacts) -> str | None:
    return None if facts.fee > 0 and facts.weeks > 0 else _("Give it a fee and a number of weeks.")


@rule(gettext_noop("Its risks are weighed"), waivable=False)
def its_risks_are_weighed(facts: AskFacts) -> str | None:
    if not facts.unweighed_risks:
        return None
    return _("Say how likely each risk is: %(n)s without a probability.") % {"n": facts.unweighed_risks}


@rule(gettext_noop("It differs from what is sold"), waivable=False)
def it_differs_from_what_is_sold(facts: AskFacts) -> str | None:
    return None if facts.differs else _("It says the same as the version that is sold now.")


@rule(gettext_noop("It is built on what is sold now"), waivable=False, stops=True)
def it_is_built_on_what_is_sold_now(facts: AskFacts) -> str | None:
    if facts.behind is None:
        return None
    return _("Version %(n)s came first. Take over what it changed.") % {"n": facts.behind}


ASK = (
    it_says_what_the_client_gets,
    it_says_what_it_takes,
    it_has_a_fee_and_weeks,
    its_risks_are_weighed,
    it_differs_from_what_is_sold,
    it_is_built_on_what_is_sold_now,
)
