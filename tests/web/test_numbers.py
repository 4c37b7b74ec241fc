"""A number that an address or a form names."""

import pytest

from tandem.web.paging import number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7), ("007", 7), ("0", 0), ("9" * 15, 10**15 - 1), ("9" * 16, None), ("9" * 5000, None), ("", None), (None, None),
        ("-1", None), ("1.5", None), ("\N{SUPERSCRIPT TWO}", None), ("\N{ARABIC-INDIC DIGIT ONE}", None), (" 7", None), (7, 7),
    ],
)  # fmt: skip
def test_only_plain_digits_that_a_database_holds_are_a_number(text, number):
    assert number_in(text) == number
