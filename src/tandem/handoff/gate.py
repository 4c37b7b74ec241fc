"""The rules of signed -> accepted."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tandem.gates import Rule, rule


@dataclass(frozen=True)
class HandoverFact:
    """An open major risk: `state` is owed, offered, done or unowned, and `mover` owes the next click."""

    words: str
    state: str
    mover: Any | None = None


@dataclass(frozen=True)
class AcceptFacts:
    """`gaps` are the incomplete sections as (title, what lacks). `acceptor` is whoever accepts, None on a checklist."""

    number: int | None = None
    sections: int = 0
    gaps: tuple[tuple[str, str], ...] = ()
    by_hand: int = 0
    questions: int = 0
    open_questions: tuple[str, ...] = ()
    movers: tuple[Any, ...] = ()
    seller: Any | None = None
    lead: Any | None = None
    acceptor: Any | None = None
    handovers: tuple[HandoverFact, ...] = ()
    attested: bool = True
    attester: Any | None = None


def _sections_so_far(facts: AcceptFacts) -> str:
    return _("%(done)s of %(all)s sections complete") % {
        "done": facts.sections - len(facts.gaps),
        "all": facts.sections,
    }


@rule(
    gettext_noop("The brief is complete"),
    place="handoff",
    so_far=_sections_so_far,
    waits_on=lambda facts: [facts.seller] if facts.seller else [],
)
def the_brief_is_complete(facts: AcceptFacts) -> str | None:
    if facts.number is None:
        return _("The handoff isn't composed yet.")
    if facts.gaps:
        return " ".join(f"{title}: {words}" for title, words in facts.gaps)
    return None


@rule(
    gettext_noop("The seller says that it’s all there"),
    place="handoff",
    waits_on=lambda facts: [facts.attester] if facts.attester else [],
)
def the_seller_attests(facts: AcceptFacts) -> str | None:
    if facts.attested:
        return None
    words = _("%(name)s hasn’t said of these words that everything they promised is written down.")
    return words % {"name": facts.attester}


@rule(
    gettext_noop("No question is open"),
    place="handoff",
    so_far=lambda facts: (
        _("%(closed)s of %(all)s closed")
        % {"closed": facts.questions - len(facts.open_questions), "all": facts.questions}
    ),
    waits_on=lambda facts: facts.movers,
)
def no_question_is_open(facts: AcceptFacts) -> str | None:
    count = len(facts.open_questions)
    if not count:
        return None
    words = " ".join(f"“{question}”" for question in facts.open_questions)
    return ngettext("%(count)s question is open: %(words)s", "%(count)s questions are open: %(words)s", count) % {
        "count": count,
        "words": words,
    }


@rule(gettext_noop("The lead accepts"), place="handoff", waivable=False)
def the_acceptor_leads(facts: AcceptFacts) -> str | None:
    if facts.lead is None:
        return _("Nobody leads the delivery yet: name who does.")
    if facts.acceptor is not None and facts.acceptor.pk != facts.lead.pk:
        return _("%(lead)s leads the delivery, so only %(lead)s can accept.") % {"lead": facts.lead.name}
    return None


def _handed_so_far(facts: AcceptFacts) -> str:
    if not facts.handovers:
        return _("no major risk is open")
    done = sum(each.state == "done" for each in facts.handovers)
    return _("%(done)s of %(all)s handed over or kept") % {"done": done, "all": len(facts.handovers)}


def _who_owes_a_click(facts: AcceptFacts) -> list[Any]:
    movers = [each.mover or facts.seller for each in facts.handovers if each.state != "done"]
    return list(dict.fromkeys(person for person in movers if person))


# What is owed, by the state of the handover, in the order in which it's said.
CLICKS = {
    "unowned": gettext_noop("Nobody owns “%(words)s”: name who does."),
    "owed": gettext_noop("%(name)s hands over or keeps “%(words)s”."),
    "offered": gettext_noop("%(name)s takes “%(words)s” over, or says why not."),
}
NAMED = 3


@rule(
    gettext_noop("Every open major risk is handed over"),
    place="handoff",
    so_far=_handed_so_far,
    waits_on=_who_owes_a_click,
)
def every_open_major_risk_is_handed_over(facts: AcceptFacts) -> str | None:
    owed = [each for state in CLICKS for each in facts.handovers if each.state == state]
    said = [
        _(CLICKS[each.state]) % {"name": getattr(each.mover, "name", each.mover), "words": each.words}
        for each in owed[:NAMED]
    ]
    if len(owed) > NAMED:
        said.append(_("And %(n)s more.") % {"n": len(owed) - NAMED})
    return " ".join(said) or None


ACCEPT: tuple[Rule, ...] = (
    the_brief_is_complete,
    the_seller_attests,
    no_question_is_open,
    the_acceptor_leads,
    every_open_major_risk_is_handed_over,
)
