"""Whose name is it? By hand: every row is a pair that a person would judge at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc.names import is_same_name

SAME = [
    ("Ruth Castellan", "Ruth Castellan"), ("ruth  CASTELLAN", "Ruth Castellan"), ("Castellan, Ruth", "Ruth Castellan"),
    ("Ruth M. Castellan", "Ruth Castellan"), ("R. Castellan", "Ruth Castellan"), ("Dr. Ruth Castellan", "Ruth Castellan"),
    ("Jürgen Groß", "Juergen Gross"), ("Jurgen Groß", "Jürgen Groß"), ("Søren Ågård", "Soren Agard"),
    ("Ruth Castellan-Smith", "Ruth Castellan"), ("José Núñez", "Jose Nunez"), ("Ｒｕｔｈ Castellan", "Ruth Castellan"),
    ("Łukasz Żak", "Lukasz Zak"), ("Nguyễn Thị Mai", "Mai Nguyen"),
]  # fmt: skip
OTHER = [
    ("Femi Alade", "Ruth Castellan"), ("Ruth Alade", "Ruth Castellan"), ("Femi Castellan", "Ruth Castellan"),
    ("R C", "Ruth Castellan"), ("Ruth Ruth", "Ruth Castellan"), ("", "Ruth Castellan"), ("?? !!", "Ruth Castellan"),
    ("Dr Dr", "Ruth Castellan"), ("Ruta Castellan", "Ruth Castellan"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "known"), SAME)
def test_the_same_person(typed, known):
    assert is_same_name(typed, known)
    assert is_same_name(known, typed)


@pytest.mark.parametrize(("typed", "known"), OTHER)
def test_somebody_else(typed, known):
    assert not is_same_name(typed, known)
    assert not is_same_name(known, typed)


@given(st.text(max_size=40), st.text(max_size=40))
def test_it_never_matters_which_comes_first(one, other):
    assert is_same_name(one, other) == is_same_name(other, one)
