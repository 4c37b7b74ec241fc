"""Questions about promises: each in exactly one state, and how many were kept."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.calc.folding import key
from tandem.calc.promises import kept_share
from tandem.calc.rates import Rate
from tandem.engagements.models import Engagement, Promise

STATES = (
    "said", "judged", "papered", "unwritten", "withdrawn", "kept", "late", "renegotiated", "broken",
)  # fmt: skip
# What the page's sentence and its filters say, in the order in which they matter before the signature.
TOLD = ("papered", "said", "judged", "unwritten", "withdrawn", "kept", "late", "renegotiated", "broken")


def rows(engagement: Engagement) -> list[Promise]:
    """Every promise with its people, the latest said first. One query."""
    people = ("said_by", "judged_by", "paper_by", "told_by")
    return list(engagement.promises.select_related(*people).order_by("-said_on", "-pk"))


def by_state(promises: Iterable[Promise]) -> dict[str, int]:
    """How many are in each state, every state named."""
    counted = Counter(promise.state for promise in promises)
    return {state: counted[state] for state in STATES}


def summary(counts: Mapping[str, int]) -> str:
    """All of them in one sentence: "7 promises: 4 on paper, 1 waits for delivery, 2 unpapered"."""
    number = sum(counts.values())
    parts = [_told(state, counts[state]) for state in TOLD if counts[state]]
    head = ngettext("%(n)s promise", "%(n)s promises", number) % {"n": number}
    return f"{head}: {', '.join(parts)}" if parts else head


def kept(promises: Iterable[Promise]) -> Rate:
    """How many of those that came due were kept as they were said."""
    return kept_share(promise.result for promise in promises)


def quotes(engagement: Engagement) -> set[str]:
    """What is written down already, as `folded` compares it. One query."""
    return {folded(words) for words in engagement.promises.values_list("quote", flat=True)}


def folded(quote: str) -> str:
    """A quote for comparing: case, spaces, signs and look-alike letters don't count."""
    return key(quote)


def _told(state: str, n: int) -> str:
    words = {
        "papered": _("%(n)s on paper"),
        "said": ngettext("%(n)s waits for delivery", "%(n)s wait for delivery", n),
        "judged": _("%(n)s unpapered"),
        "unwritten": _("%(n)s knowingly unwritten"),
        "withdrawn": _("%(n)s withdrawn"),
        "kept": _("%(n)s kept"),
        "late": _("%(n)s kept late"),
        "renegotiated": _("%(n)s renegotiated"),
        "broken": _("%(n)s broken"),
    }[state]
    return words % {"n": n}
