"""Promises kept: how many of those that came due were kept as they were said."""

from collections.abc import Iterable

from tandem.calc.rates import Rate, rate

CAME_DUE = ("kept", "late", "renegotiated", "broken")


def kept_share(results: Iterable[str]) -> Rate:
    """kept / (kept + kept late + renegotiated + broken), with its interval.

    A promise without a result hasn't come due; one that was withdrawn, with the client told, never does.
    Source: docs/formulas.md, promises kept.
    """
    due = [result for result in results if result in CAME_DUE]
    return rate(due.count("kept"), len(due))
