"""Probabilities of a column: 0..1 or 0..100, decided over all its values."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from tandem.connectors.files.columns import Unclear, Verdict
from tandem.connectors.files.columns.numbers import COMMA, POINT, decimal_sign

SHARE, PERCENT = "0 to 1", "0 to 100"
WRITTEN = re.compile(r"(\d*[.,]?\d+|\d+[.,]?)\s*(%?)$")


class ShareEvidence:
    """Collects over a whole column whether its probabilities are shares or percents."""

    def __init__(self) -> None:
        self.fractions = self.ones = self.larger = 0
        self.examples: dict[str, str] = {}
        self._seen: set[str] = set()

    def add(self, value: str) -> None:
        value = value.strip()
        if value in self._seen:
            return
        self._seen.add(value)
        found = WRITTEN.match(value)
        if not found or found[2]:
            return
        number = _number(found[1])
        kind = "larger" if number > 1 else "ones" if number == 1 else "fractions" if number else ""
        if kind:
            setattr(self, kind, getattr(self, kind) + 1)
            self.examples.setdefault(kind, value)

    def verdict(self) -> Verdict:
        """Fractions beside figures over 1 fit both scales; a 1 alone is certain or one in a hundred: both are asked."""
        both = (SHARE, PERCENT)
        if self.fractions and self.larger:
            return Verdict(None, True, both, (self.examples["fractions"], self.examples["larger"]))
        if self.larger:
            return Verdict(PERCENT)
        if self.fractions:
            return Verdict(SHARE)
        if self.ones:
            return Verdict(None, True, both, (self.examples["ones"],))
        return Verdict(SHARE)


def decide_shares(values: Iterable[str]) -> Verdict:
    evidence = ShareEvidence()
    for value in values:
        evidence.add(value)
    return evidence.verdict()


def read_share(value: str, scale: str | None) -> Decimal:
    """A probability as a share 0..1. A written percent sign settles the scale by itself.

    Raises: Unclear if it isn't one, or lies outside the scale.
    """
    found = WRITTEN.match(value.strip())
    if not found:
        raise Unclear(_("it isn't a probability"))
    number = _number(found[1])
    if scale is None and not found[2] and number:
        raise Unclear(_("it isn't said whether probabilities run to 1 or to 100"))
    share = number / 100 if found[2] or scale == PERCENT else number
    if share > 1:
        raise Unclear(_("a probability can't be over 100%"))
    return share


def _number(written: str) -> Decimal:
    sign = decimal_sign(written) or (COMMA if "," in written else POINT)
    return Decimal(written.replace("," if sign == COMMA else ".", ".").rstrip("."))
