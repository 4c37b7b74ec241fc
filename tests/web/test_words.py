"""How figures and what was said are written out."""

from decimal import Decimal

import pytest

from tandem.web.words import exact_money, unquoted


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, "–"), (Decimal(286000), "€286,000"), (Decimal("286000.00"), "€286,000"), (Decimal("41030.25"), "€41,030.25"),
        (Decimal("41030.5"), "€41,030.50"), (Decimal("-0.75"), "−€0.75"), (0, "€0"),
    ],
)  # fmt: skip
def test_what_is_agreed_isnt_rounded(amount, words):
    assert exact_money(amount, "EUR") == words


@pytest.mark.parametrize(
    "typed",
    [
        "Keiner sucht mehr.",
        "“Keiner sucht mehr.”",
        '"Keiner sucht mehr."',
        "„Keiner sucht mehr.“",
        "«Keiner sucht mehr.»",
    ],
)
def test_what_was_said_has_one_pair_of_quotes(typed):
    assert unquoted(typed) == "Keiner sucht mehr."
