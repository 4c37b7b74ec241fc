"""Rules of the arrows that the engagement itself owns: lead to qualified, and any open stage to lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.calc.folding import is_said
from tandem.gates import rule


@dataclass(frozen=True)
class QualifyFacts:
    """`score` is None until somebody answered the profile's questions; `floor` is out of 100 like it."""

    client: str
    score: int | None
    floor: int
    stops: bool = False
    seller: Any = None


def _seller(facts: QualifyFacts) -> Iterable[Any]:
    return [facts.seller] if facts.seller else []


def _profile_so_far(facts: QualifyFacts) -> str:
    if facts.score is None:
        return ""
    return _("%(score)s of 100, floor is %(floor)s") % {"score": facts.score, "floor": facts.floor}


@rule(gettext_noop("Client fit is judged"), place="fit", waits_on=_seller, waivable=False)
def the_client_has_a_fit(facts: QualifyFacts) -> str | None:
    if not facts.client:
        return _("Name the client first.")
    if facts.score is None:
        return _("Answer the ideal client questions for %(client)s.") % {"client": facts.client}
    return None


@rule(gettext_noop("Fits our ideal client"), place="fit", so_far=_profile_so_far, waits_on=_seller)
def the_fit_meets_the_profile(facts: QualifyFacts) -> str | None:
    if facts.score is None:
        return _("Not known until the questions are answered.")
    if facts.stops:
        return _("An answer rules this client out; only leadership can accept that.")
    if facts.score < facts.floor:
        return _("%(score)s of 100 is below the floor of %(floor)s; leadership may accept it.") % {
            "score": facts.score,
            "floor": facts.floor,
        }
    return None


QUALIFY = (the_client_has_a_fit, the_fit_meets_the_profile)


@dataclass(frozen=True)
class LoseFacts:
    reason: str


@rule(gettext_noop("A reason is given"), waivable=False)
def a_reason_is_given(facts: LoseFacts) -> str | None:
    return None if is_said(facts.reason) else _("Say why it was lost, so that the next one needn't be.")


LOSE = (a_reason_is_given,)
