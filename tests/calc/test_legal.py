"""The legal form of a firm's name: one form in any spelling, different forms apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc.legal import FORMS, split


@pytest.mark.parametrize(
    ("names", "base", "form"),
    [
        ("Orchard BV|Orchard B.V.|orchard b v|ORCHARD  B.V", "orchard", "bv"),
        ("Müller GmbH|Müller G.m.b.H.|Muller gmbh", "muller", "gmbh"),
        ("Quay S.A.|Quay SA|Quay Société Anonyme", "quay", "sa"),
        ("Foo S.à r.l.|Foo SARL|Foo S. à r. l.", "foo", "sarl"),
        ("Foo GmbH & Co. KG|Foo GmbH und Co KG|Foo GmbH & Co.KG", "foo", "gmbh & co kg"),
        ("Łódź Sp. z o.o.|Lodz sp z oo|Łódź Sp.z.o.o.", "lodz", "sp z oo"),
        ("The Orchard Ltd|Orchard Limited|Orchard, Ltd.", "orchard", "ltd"),
        ("Orchard|ORCHARD|The Orchard|Оrchard|Orchard\u200b", "orchard", ""),
        ("Ltd|ltd.", "ltd", ""),
    ],
)
def test_one_form_in_any_spelling(names, base, form):
    assert {split(name) for name in names.split("|")} == {(base, form)}


@pytest.mark.parametrize("pair", ["BV|NV", "AS|A/S", "KG|GmbH & Co. KG", "Co.|Corp.", "Ltd|LLP", "SA|SAS", "Oy|Oyj"])
def test_different_forms_stay_apart(pair):
    one, other = (split(f"Orchard {form}") for form in pair.split("|"))
    assert one[0] == other[0] == "orchard"
    assert one[1] != other[1]


@given(
    st.sampled_from([spelling for line in FORMS for spelling in line.split("|")]),
    st.sampled_from([str.upper, str.title, str.lower]),
)
def test_every_form_is_taken_off_in_any_dress(spelling, dress):
    assert split(f"Orchard {dress(spelling)}") == split(f"orchard  {spelling}.")
    assert split(f"Orchard {spelling}")[0] == "orchard"
