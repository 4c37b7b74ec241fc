"""Bands of a figure: each figure has one answer, or it's said where it hasn't."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc.bands import Band, Flaw, band_of, flaws


def band(words: str, low: int | None, high: int | None) -> Band:
    return Band(words, None if low is None else Decimal(low), None if high is None else Decimal(high))


D = Decimal
CASES = [
    ("nothing", [], []),
    ("one that holds all", [band("all", None, None)], []),
    ("whole", [band("a", None, 10), band("b", 10, 50), band("c", 50, None)], []),
    ("in any order", [band("c", 50, None), band("a", 0, 10), band("b", 10, 50)], []),
    ("a gap between", [band("a", None, 10), band("c", 20, None)], [Flaw("gap", D(10), D(20))]),
    ("a gap below", [band("b", 10, None)], [Flaw("gap", D(0), D(10))]),
    ("a gap above", [band("a", None, 10)], [Flaw("gap", D(10), None)]),
    ("an overlap", [band("a", None, 30), band("b", 20, None)], [Flaw("overlap", D(20), D(30), ("a", "b"))]),
    ("open above twice", [band("a", None, 5), band("b", 5, None), band("c", 9, None)],
     [Flaw("overlap", D(9), None, ("b", "c"))]),
    ("the same twice", [band("a", None, None), band("b", None, None)], [Flaw("overlap", D(0), None, ("a", "b"))]),
    ("backwards", [band("a", 30, 20), band("b", None, None)], [Flaw("backwards", D(30), D(20), ("a",))]),
    ("empty", [band("a", 5, 5), band("b", None, None)], [Flaw("backwards", D(5), D(5), ("a",))]),
    ("two gaps that touch are one", [band("a", None, 10), band("b", 30, None), band("c", 20, 15)],
     [Flaw("backwards", D(20), D(15), ("c",)), Flaw("gap", D(10), D(30))]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "bands", "found"), CASES, ids=[case[0] for case in CASES])
def test_flaws(name, bands, found):
    assert flaws(bands) == found


FIGURES = [(None, None), (0, "a"), (9, "a"), (10, "b"), (49, "b"), (50, "c"), (10**9, "c")]


@pytest.mark.parametrize(("figure", "words"), FIGURES)
def test_the_band_of_a_figure(figure, words):
    bands = [band("a", None, 10), band("b", 10, 50), band("c", 50, None)]
    found = band_of(None if figure is None else Decimal(figure), bands)
    assert (found.words if found else None) == words


ENDS = st.one_of(st.none(), st.integers(0, 9))


@given(st.lists(st.tuples(ENDS, ENDS), max_size=5))
def test_flaws_are_just_where_no_band_or_several_hold(ends):
    """By trying every figure."""
    bands = [band(str(n), low, high) for n, (low, high) in enumerate(ends)]
    told = [flaw for flaw in flaws(bands) if flaw.kind != "backwards"]
    whole = [each for each in bands if each.high is None or each.high > (each.low or 0)]
    for tenth in range(0, 110, 5):
        figure = Decimal(tenth) / 10
        hits = sum(each.holds(figure) for each in whole)
        inside = any(flaw.low <= figure and (flaw.high is None or figure < flaw.high) for flaw in told)
        assert inside == bool(whole and hits != 1)
        assert (band_of(figure, bands) is None) == (hits != 1)
