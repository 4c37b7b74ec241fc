"""Questions about promises: each in exactly one state."""

from collections import Counter
from collections.abc import Iterable

from tandem.engagements.models import Engagement, Promise

STATES = ("said", "judged", "papered", "kept", "late", "renegotiated", "broken", "withdrawn")


def rows(engagement: Engagement) -> list[Promise]:
    """Every promise with its people, the latest said first. One query."""
    return list(engagement.promises.select_related("said_by", "judged_by").order_by("-said_on", "-pk"))


def by_state(promises: Iterable[Promise]) -> dict[str, int]:
    """How many are in each state, every state named."""
    counted = Counter(promise.state for promise in promises)
    return {state: counted[state] for state in STATES}
