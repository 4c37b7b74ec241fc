"""The rules about what was said aloud: judged by delivery, on paper, by its day, and heard back on the call."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.gates import rule
from tandem.review.gate.facts import Aloud, Late, SignFacts
from tandem.web.words import day, listed

__all__ = ["Aloud", "Late"]
NAMED = 2


@rule(
    gettext_noop("What we said aloud is on paper"),
    place="calls",
    stops=True,
    so_far=lambda facts: (
        _("%(done)s of %(all)s promises") % {"done": facts.promises - len(facts.unpapered), "all": facts.promises}
    ),
    waits_on=lambda facts: facts.said_by,
)
def every_promise_is_on_paper(facts: SignFacts) -> str | None:
    if facts.unpapered:
        quotes = listed([f"“{quote}”" for quote in facts.unpapered])
        return _("Put it in the scope, exclude it in writing, or withdraw it and tell the client: %(quotes)s") % {
            "quotes": quotes
        }
    return None


@rule(
    gettext_noop("Reverse-pitch call"),
    place="calls",
    so_far=lambda facts: day(facts.pitch_on) if facts.pitch_on else "",
    waits_on=lambda facts: facts.pitch_people,
)
def the_client_said_it_back(facts: SignFacts) -> str | None:
    if facts.pitch_on is None and not facts.pitch_held:
        return _("Who from delivery joins the final call? Name them and plan it.")
    if not facts.pitch_held:
        return _("Planned; not held yet.")
    if not facts.delivery_came:
        return _("Delivery wasn't in the room, or hasn't said so yet.")
    if facts.unheard:
        return _("Write down what the client said to %(quotes)s.") % {"quotes": _quoted(facts.unheard)}
    return None


def _resolved_so_far(facts: SignFacts) -> str:
    count = facts.settled + len(facts.otherwise) + len(facts.unconfirmed)
    if facts.settled == count:
        return facts.settled_how
    return _("%(done)s of %(all)s resolved") % {"done": facts.settled, "all": count}


@rule(
    gettext_noop("What the client sees otherwise is resolved"),
    place="calls",
    stops=True,
    so_far=_resolved_so_far,
    waits_on=lambda facts: facts.movers,
)
def what_the_client_sees_otherwise_is_resolved(facts: SignFacts) -> str | None:
    """Not part of the call's own rule: leave to sign without the call doesn't make a finding go away."""
    if facts.otherwise:
        return _("Say how it was resolved, and with which change: %(quotes)s") % {"quotes": _quoted(facts.otherwise)}
    if facts.unconfirmed:
        words = _("The other side confirms that it's resolved: %(quotes)s")
        return words % {"quotes": _quoted(facts.unconfirmed)}
    return None


@rule(
    gettext_noop("Delivery judged every promise"),
    place="promises",
    so_far=lambda facts: (
        _("%(done)s of %(all)s promises")
        % {"done": facts.aloud.promises - len(facts.aloud.unjudged), "all": facts.aloud.promises}
    ),
    waits_on=lambda facts: [facts.aloud.lead] if facts.aloud.lead else [],
)
def delivery_judged_every_promise(facts: Any) -> str | None:
    if facts.aloud.unjudged:
        return _("Delivery says whether it can be done: %(quotes)s") % {"quotes": _quoted(facts.aloud.unjudged)}
    return None


@rule(
    gettext_noop("The client knows what can’t be done"),
    place="promises",
    stops=True,
    waits_on=lambda facts: [facts.aloud.seller] if facts.aloud.seller else [],
)
def the_client_knows_what_cannot_be_done(facts: Any) -> str | None:
    """An exclusion tells nobody: what delivery called not feasible is withdrawn or changed, and the client told."""
    if facts.aloud.denied:
        words = _("Delivery says no. Withdraw it or change it, and tell the client: %(quotes)s")
        return words % {"quotes": _quoted(facts.aloud.denied)}
    if facts.aloud.untold:
        words = _("Tell the client, and write down who told whom, when and how: %(quotes)s")
        return words % {"quotes": _quoted(facts.aloud.untold)}
    return None


@rule(gettext_noop("Promised days have a milestone"), place="promises")
def promised_days_have_a_milestone(facts: SignFacts) -> str | None:
    return told_late(facts.aloud.late)


def told_late(late: Sequence[Late]) -> str | None:
    """Each promise that its milestone would keep too late; None where there is none."""
    said = [_late(each) for each in late[:NAMED]]
    if len(late) > NAMED:
        said.append(_("And %(n)s more.") % {"n": len(late) - NAMED})
    return " ".join(said) or None


def _late(each: Late) -> str:
    words = {"quote": each.quote, "day": day(each.due), "name": each.name, "on": day(each.on)}
    if each.on is None:
        return _("“%(quote)s” was promised by %(day)s, and no milestone is planned.") % words
    return _("“%(quote)s” was promised by %(day)s; the first milestone, “%(name)s”, is on %(on)s.") % words


def _quoted(quotes: Sequence[str]) -> str:
    shown = listed([f"“{words}”" for words in quotes[:NAMED]])
    more = len(quotes) - NAMED
    return shown + (_(" and %(n)s more") % {"n": more} if more > 0 else "")
