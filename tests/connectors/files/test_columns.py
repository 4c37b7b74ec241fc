"""What whole columns say: every rule a row of a table; then whatever is written must read back."""

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tandem.connectors.files.columns import Unclear
from tandem.connectors.files.columns.dates import DAY_FIRST, MONTH_FIRST, decide_dates, read_date
from tandem.connectors.files.columns.flags import read_flag
from tandem.connectors.files.columns.numbers import COMMA, POINT, currency_of, decide_numbers, read_number
from tandem.connectors.files.columns.shares import PERCENT, SHARE, decide_shares, read_share

JUNE = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("values", "choice"),
    [
        (["2026-06-30", "2026-03-04"], DAY_FIRST),
        (["30.06.2026", "03.04.2026"], DAY_FIRST),
        (["03.04.2026", "05.06.2026"], DAY_FIRST),
        (["06.30.2026"], MONTH_FIRST),
        (["03/04/2026", "30/06/2026"], DAY_FIRST),
        (["03/04/2026", "06/30/2026"], MONTH_FIRST),
        (["3/4/26", "6/30/26 14:05"], MONTH_FIRST),
        (["03-04-2026", "30-06-2026"], DAY_FIRST),
        (["14/Jul/25 3:42 PM", "45631", ""], DAY_FIRST),
        (["04/04/2026", "05/05/2026"], DAY_FIRST),
    ],
)
def test_a_column_settles_its_order(values, choice):
    verdict = decide_dates(values)
    assert (verdict.choice, verdict.ask) == (choice, False)


@pytest.mark.parametrize(
    ("values", "examples"),
    [
        (["03/04/2026", "05/06/2026"], ("03/04/2026", "05/06/2026")),
        (["2026-06-30", "3-4-2026"], ("3-4-2026",)),
        (["30/06/2026", "06/30/2026"], ("30/06/2026", "06/30/2026")),
    ],
)
def test_an_ambiguous_column_is_asked_and_never_guessed(values, examples):
    verdict = decide_dates(values)
    assert (verdict.choice, verdict.ask, verdict.choices) == (None, True, (DAY_FIRST, MONTH_FIRST))
    assert verdict.examples == examples


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("2026-06-30", None, JUNE),
        ("2026-06-30 14:05", None, JUNE),
        ("2026-06-30T14:05:09.123", None, JUNE),
        ("2026/06/30", None, JUNE),
        ("2026.06.30.", None, JUNE),
        ("30.06.2026", DAY_FIRST, JUNE),
        ("30. 6. 2026", DAY_FIRST, JUNE),
        ("30.6.26", DAY_FIRST, JUNE),
        ("30/06/2026 14:05:00", DAY_FIRST, JUNE),
        ("06/30/2026", MONTH_FIRST, JUNE),
        ("6/30/2026 2:05 PM", MONTH_FIRST, JUNE),
        ("6-30-26", MONTH_FIRST, JUNE),
        ("6/6/2026", None, date(2026, 6, 6)),
        ("14/Jul/25 3:42 PM", None, date(2025, 7, 14)),
        ("20/Aug/25", None, date(2025, 8, 20)),
        ("30-Jun-2026", None, JUNE),
        ("30 June 2026", None, JUNE),
        ("Tuesday, 30 June 2026", None, JUNE),
        ("June 30, 2026", None, JUNE),
        ("Jun 30 2026", None, JUNE),
        ("30. Juni 2026", None, JUNE),
        ("1. März 2026", None, date(2026, 3, 1)),
        ("30 juin 2026", None, JUNE),
        ("1er août 2026", None, date(2026, 8, 1)),
        ("30 févr. 2026".replace("30", "28"), None, date(2026, 2, 28)),
        ("30 de junio de 2026", None, JUNE),
        ("30 giugno 2026", None, JUNE),
        ("30 juni 2026", None, JUNE),
        ("30 de junho de 2026", None, JUNE),
        ("30 czerwca 2026", None, JUNE),
        ("46203", None, JUNE),
        ("46203.58", None, JUNE),
        ("20260630", None, JUNE),
        ("1782820800000", None, JUNE),
        ("1/2/99", DAY_FIRST, date(1999, 2, 1)),
    ],
)
def test_a_day_is_read_however_it_is_written(written, order, day):
    assert read_date(written, order) == day


@pytest.mark.parametrize(
    ("written", "zone", "day"),
    [
        ("2026-06-29T22:00:00Z", "Europe/Berlin", JUNE),
        ("2026-06-29T22:00:00.000+00:00", "Europe/Berlin", JUNE),
        ("2026-06-30T01:00:00+02:00", "UTC", date(2026, 6, 29)),
        ("2026-06-30T23:30:00", "Asia/Tokyo", JUNE),
        ("2026-06-30 00:30 UTC", "America/New_York", date(2026, 6, 29)),
        ("30/06/2026 11:30 PM Z", "Europe/Berlin", date(2026, 7, 1)),
    ],
)
def test_a_moment_with_its_offset_is_the_day_it_had_here(written, zone, day):
    assert read_date(written, DAY_FIRST, ZoneInfo(zone)) == day


@pytest.mark.parametrize(
    "written",
    ["soon", "31/02/2026", "2026-13-01", "03/04", "30/06/0026", "99999", "12 Foo 2026", "1", "Q3 2026", "0000-00-00"],
)
def test_what_is_no_day_is_refused(written):
    with pytest.raises(Unclear):
        read_date(written, DAY_FIRST)


def test_an_unsettled_order_is_refused():
    with pytest.raises(Unclear, match="comes first"):
        read_date("03/04/2026", None)


WRITINGS = [
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d %B %Y",
    "%d/%b/%y",
    "%B %d, %Y",
    "%Y%m%d",
    "%Y-%m-%dT10:20:30Z",
    "%d/%m/%Y 10:20",
]
days = some.dates(date(1970, 1, 2), date(2068, 12, 30))


@given(some.lists(days, min_size=1, max_size=30), some.sampled_from(WRITINGS))
def test_days_written_one_way_read_back_or_are_asked(column, writing):
    values = [f"{day:{writing}}" for day in column]
    verdict = decide_dates(values)
    assert verdict.choice != MONTH_FIRST
    if not verdict.ask:
        assert [read_date(value, verdict.choice) for value in values] == column


@given(some.lists(days, min_size=1, max_size=30))
def test_american_days_read_back_or_are_asked(column):
    values = [f"{day:%m/%d/%Y}" for day in column]
    verdict = decide_dates(values)
    if not verdict.ask and any(day.day > 12 for day in column):
        assert [read_date(value, verdict.choice) for value in values] == column


@given(days)
def test_serials_read_back(day):
    serial = (day - date(1899, 12, 30)).days
    assert read_date(str(serial)) == day if serial >= 10_000 else True


@given(some.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1)), some.integers(-12, 14))
def test_moments_read_back_in_their_own_zone(moment, offset):
    zone = timezone(timedelta(hours=offset))
    assert read_date(moment.replace(tzinfo=zone, microsecond=0).isoformat(), None, zone) == moment.date()
    assert read_date(f"{moment:%Y-%m-%d %H:%M:%S}", None, UTC) == moment.date()


@given(some.text(max_size=30))
def test_any_text_is_a_day_or_refused(text):
    for order in (None, DAY_FIRST, MONTH_FIRST):
        with contextlib.suppress(Unclear):
            assert 1900 <= read_date(text, order).year <= 2300


@pytest.mark.parametrize(
    ("values", "choice"),
    [
        (["1,234.56", "7"], POINT),
        (["1.234,56", "1.234"], COMMA),
        (["1.234", "12,5"], COMMA),
        (["1,234", "12.5"], POINT),
        (["1.234.567", "1.234"], COMMA),
        (["1 234,56", "1 234"], COMMA),
        (["1'234.56"], POINT),
        (["1234", "$125000", "250k"], POINT),
        (["0.123"], POINT),
        (["1234.567"], POINT),
        (["€ 1.234,50", "€ 1.000"], COMMA),
        (["12.50"], POINT),
    ],
)
def test_a_column_settles_its_decimal_sign(values, choice):
    assert decide_numbers(values).choice == choice


@pytest.mark.parametrize(
    ("values"), [["1.234", "5.678"], ["1,234"], ["$1.234"], ["1.5", "1,5"], ["1,234.5", "1.234,5"]]
)
def test_an_ambiguous_decimal_sign_is_asked(values):
    verdict = decide_numbers(values)
    assert (verdict.choice, verdict.ask) == (None, True)
    assert set(verdict.examples) <= set(values)


@pytest.mark.parametrize(
    ("written", "decimal", "amount", "currency"),
    [
        ("1234", None, "1234", ""),
        ("1,234.56", POINT, "1234.56", ""),
        ("1.234,56", COMMA, "1234.56", ""),
        ("1 234,56", COMMA, "1234.56", ""),
        ("1\u00a0234\u00a0567,5", COMMA, "1234567.5", ""),
        ("1\u202f234,56 €", COMMA, "1234.56", "EUR"),
        ("1'234.56", POINT, "1234.56", ""),
        ("1’234.56 CHF", POINT, "1234.56", "CHF"),
        ("$125000", POINT, "125000", "USD"),
        ("US$1,000", POINT, "1000", "USD"),
        ("250k", POINT, "250000", ""),
        ("€250k", POINT, "250000", "EUR"),
        ("250k€", POINT, "250000", "EUR"),
        ("1.2m", POINT, "1200000", ""),
        ("1,2 Mio. €", COMMA, "1200000", "EUR"),
        ("3 Tsd. EUR", COMMA, "3000", "EUR"),
        ("1.5 million", POINT, "1500000", ""),
        ("2bn", POINT, "2000000000", ""),
        ("GBP 1,000", POINT, "1000", "GBP"),
        ("1000 MXN", POINT, "1000", "MXN"),
        ("5 kr", POINT, "5", "SEK"),
        ("kr. 1.000,00", COMMA, "1000", "SEK"),
        ("1 000 zł", COMMA, "1000", "PLN"),
        ("-500", POINT, "-500", ""),
        ("−500", POINT, "-500", ""),
        ("500-", POINT, "-500", ""),
        ("(1,500.00)", POINT, "-1500", ""),
        ("($500)", POINT, "-500", "USD"),
        ("-$500", POINT, "-500", "USD"),
        ("$-500", POINT, "-500", "USD"),
        ("R$ 1.000,50", COMMA, "1000.50", "BRL"),
        ("1,00,000.50", POINT, "100000.50", ""),
        (".5", POINT, "0.5", ""),
        ("1,000,-", POINT, "1000", ""),
        ("0", COMMA, "0", ""),
    ],
)
def test_an_amount_is_read_however_it_is_written(written, decimal, amount, currency):
    home = "SEK" if "kr" in written else "GBP"
    assert read_number(written, decimal, home) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("written", "decimal", "words"),
    [
        ("call me", POINT, "isn't an amount"),
        ("", POINT, "isn't an amount"),
        ("1,5", POINT, "comma and point"),
        ("1.23,4", COMMA, "comma and point"),
        ("12,34.56", POINT, "comma and point"),
        ("1.2.3", POINT, "comma and point"),
        ("5.000", None, "decimal sign"),
        ("9" * 30, POINT, "larger"),
        ("5 quatloos", POINT, "currency"),
        ("1 2 3", POINT, "isn't an amount"),
        ("1e5", POINT, "."),
        ("NaN", POINT, "isn't an amount"),
        ("#REF!", POINT, "isn't an amount"),
    ],
)
def test_what_is_no_amount_is_refused(written, decimal, words):
    with pytest.raises(Unclear, match=words):
        read_number(written, decimal, "GBP")


@pytest.mark.parametrize(
    ("name", "home", "code"),
    [
        ("EUR", "", "EUR"),
        ("€", "", "EUR"),
        ("US Dollar (USD)", "", "USD"),
        ("$", "CAD", "CAD"),
        ("$", "GBP", "USD"),
        ("kr", "NOK", "NOK"),
    ],
)
def test_a_currency_is_told_by_code_sign_or_name(name, home, code):
    assert currency_of(name, home) == code


@pytest.mark.parametrize("name", ["kr", "dosh", "ABC"])
def test_an_unknown_currency_is_refused(name):
    with pytest.raises(Unclear):
        currency_of(name, "GBP")


amounts = some.decimals(Decimal("-99999999"), Decimal("99999999"), places=2)
FORMS = {
    "english": (lambda n: f"{n:,.2f}", POINT),
    "german": (lambda n: f"{n:,.2f}".translate(str.maketrans(",.", ".,")), COMMA),
    "french": (lambda n: f"{n:,.2f}".translate(str.maketrans(",.", "\u202f,")), COMMA),
    "swiss": (lambda n: f"{n:,.2f}".replace(",", "'"), POINT),
    "bare": (lambda n: f"{n:.2f}", POINT),
    "pounds": (lambda n: f"{'-' if n < 0 else ''}£{abs(n):,.2f}", POINT),
    "booked": (lambda n: f"({abs(n):,.2f})" if n < 0 else f"{n:,.2f}", POINT),
}


@given(some.lists(amounts, min_size=1, max_size=20), some.sampled_from(sorted(FORMS)))
def test_amounts_written_one_way_read_back(column, form):
    write, decimal = FORMS[form]
    values = [write(amount) for amount in column]
    verdict = decide_numbers(values)
    assert verdict.choice == decimal
    assert [read_number(value, verdict.choice)[0] for value in values] == column


@given(some.text(max_size=30))
def test_any_text_is_an_amount_or_refused(text):
    for decimal in (None, POINT, COMMA):
        with contextlib.suppress(Unclear):
            assert read_number(text, decimal, "GBP")[0].is_finite()


@pytest.mark.parametrize(
    ("values", "choice"),
    [
        (["0.2", "0.4", "1"], SHARE),
        (["20", "40", "100", "0", "1"], PERCENT),
        (["20%", "5 %"], SHARE),
        (["0", "0"], SHARE),
        (["0,2", "1,0"], SHARE),
        (["12.5", "50"], PERCENT),
    ],
)
def test_a_column_settles_its_scale(values, choice):
    assert decide_shares(values).choice == choice


@pytest.mark.parametrize("values", [["1"], ["0", "1", "1"], ["0.5", "20"]])
def test_an_ambiguous_scale_is_asked(values):
    assert (decide_shares(values).choice, decide_shares(values).ask) == (None, True)


@pytest.mark.parametrize(
    ("written", "scale", "share"),
    [
        ("20", PERCENT, "0.2"),
        ("0.2", SHARE, "0.2"),
        ("20%", None, "0.2"),
        ("12,5 %", SHARE, "0.125"),
        ("1", PERCENT, "0.01"),
        ("0", None, "0"),
    ],
)
def test_a_share_is_read_under_its_scale(written, scale, share):
    assert read_share(written, scale) == Decimal(share)


@pytest.mark.parametrize(
    ("written", "scale"),
    [("1000", PERCENT), ("2", SHARE), ("high", PERCENT), ("-5", PERCENT), ("1", None), ("140%", None)],
)
def test_what_is_no_share_is_refused(written, scale):
    with pytest.raises(Unclear):
        read_share(written, scale)


@given(some.lists(some.integers(0, 100), min_size=1))
def test_percents_and_shares_of_the_same_column_agree(column):
    percents, shares = [str(n) for n in column], [str(Decimal(n) / 100) for n in column]
    one, other = decide_shares(percents), decide_shares(shares)
    if not one.ask and not other.ask and max(column) > 1:
        assert [read_share(v, one.choice) for v in percents] == [read_share(v, other.choice) for v in shares]


@pytest.mark.parametrize(
    ("written", "flag"),
    [
        ("Yes", True),
        ("TRUE", True),
        ("1", True),
        ("Oui", True),
        ("Ja", True),
        ("no", False),
        ("FALSE", False),
        ("0", False),
        ("nein", False),
        (" ", None),
    ],
)
def test_flags(written, flag):
    assert read_flag(written) is flag


def test_what_is_no_flag_is_refused():
    with pytest.raises(Unclear):
        read_flag("maybe")
