"""Amounts of a column. Whether the comma or the point is the decimal sign is decided over all its values."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from tandem.connectors.files.columns import Unclear, Verdict

POINT, COMMA = "point", "comma"
LARGEST = Decimal(10) ** 12

PLAIN = re.compile(r"-?\d+(\.\d{1,2})?$")
ENGLISH = re.compile(r"([£€]?)(\d{1,3}(?:,\d{3})*(?:\.\d+)?)$")
DOTTED = re.compile(r"([^\W\d_]{2,3})\.\s*(?=\d)")
WRITTEN = re.compile(
    r"(?P<before>[^\d(.,+\-−]*)(?P<open>\()?\s*(?P<sign>[+\-−])?\s*(?P<unit>[^\d\s(.,]{0,5})\s*"
    r"(?P<figure>\d[\d.,]*|[.,]\d+)\s*(?P<scale>thousand|million|mio|mln|mil|mrd|tsd|tys|bn|mm|mn|k|m)?\.?"
    r"\s*(?P<trail>[\-−])?\s*(?P<close>\))?(?P<after>[^\d]*)$",
    re.IGNORECASE,
)
DASHED = re.compile(r"(?<=\d)[.,][\-–]{1,2}(?=\D*$)")
SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
SCALES = {
    "k": 3, "tsd": 3, "tys": 3, "thousand": 3, "m": 6, "mm": 6, "mn": 6, "mio": 6, "mln": 6, "million": 6, "mil": 6,
    "bn": 9, "mrd": 9,
}  # fmt: skip
SIGNS = {
    "€": "EUR", "£": "GBP", "us$": "USD", "usd$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD", "s$": "SGD", "r$": "BRL", "¥": "JPY", "₹": "INR", "zł": "PLN", "kč": "CZK", "fr": "CHF", "sfr": "CHF",
    "ft": "HUF", "lei": "RON", "₺": "TRY", "₪": "ILS", "₩": "KRW", "euro": "EUR", "eur": "EUR",
}  # fmt: skip
SHARED_SIGNS = {"$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"), "kr": ("SEK", "NOK", "DKK", "ISK")}
CODES = (
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW KWD MAD MXN MYR "
    "NGN NOK NZD PEN PHP PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
)
ISO_CODES = frozenset(CODES.split())
# How currencies are called where an export writes no code.
NAMES = {
    "euro": "EUR", "euros": "EUR", "us dollar": "USD", "u.s. dollar": "USD", "united states dollar": "USD", "us-dollar": "USD",
    "dollar américain": "USD", "dollar des états-unis": "USD", "dólar estadounidense": "USD", "dólar americano": "USD",
    "pound sterling": "GBP", "british pound": "GBP", "british pound sterling": "GBP", "uk pound": "GBP", "sterling": "GBP",
    "pfund sterling": "GBP", "britisches pfund": "GBP", "livre sterling": "GBP", "libra esterlina": "GBP", "swiss franc": "CHF",
    "schweizer franken": "CHF", "franc suisse": "CHF", "franco suizo": "CHF", "canadian dollar": "CAD", "kanadischer dollar": "CAD",
    "dollar canadien": "CAD", "dólar canadiense": "CAD", "australian dollar": "AUD", "australischer dollar": "AUD",
    "new zealand dollar": "NZD", "japanese yen": "JPY", "yen": "JPY", "japanischer yen": "JPY", "swedish krona": "SEK",
    "schwedische krone": "SEK", "norwegian krone": "NOK", "norwegische krone": "NOK", "danish krone": "DKK", "dänische krone": "DKK",
    "polish zloty": "PLN", "polish złoty": "PLN", "zloty": "PLN", "złoty": "PLN", "czech koruna": "CZK", "hungarian forint": "HUF",
    "indian rupee": "INR", "singapore dollar": "SGD", "hong kong dollar": "HKD", "brazilian real": "BRL", "mexican peso": "MXN",
    "peso mexicano": "MXN", "south african rand": "ZAR", "uae dirham": "AED", "kuwaiti dinar": "KWD", "chinese yuan": "CNY",
    "yuan renminbi": "CNY",
}  # fmt: skip
# Figures after the point, where they aren't two.
DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "ISK": 0, "KWD": 3}
NO_AMOUNT = frozenset(
    ["tbd", "tbc", "tba", "n/a", "na", "nan", "none", "null", "nil", "unknown", "unbekannt", "offen", "pending", "?", "??", "???", "x", "k.a.", "k.a", "ka", "n.d.", "n.d", "nd", "s.o.", "n.v.t.", "open", "#n/a", "#value!", "#ref!", "./.", "tbd.", "inconnu", "desconocido", "ninguno", "keine"]
) | {"to be defined", "to be determined", "to be confirmed", "not available", "not set", "no value", "à définir", "non défini",
     "por definir", "sin definir", "noch offen", "nicht bekannt", "da definire", "a definir"}  # fmt: skip
DASHES = re.compile(r"[\s\-\u2010-\u2015\u2212.]*$")


def is_no_amount(value: str) -> bool:
    """A dash, TBD, n/a: somebody wrote that there is no amount. Excel writes nothing with a currency as "€ -"."""
    if any(sign.isdigit() for sign in value):
        return False
    bare = value.strip().casefold()
    if bare in NO_AMOUNT:
        return True
    for sign in (*SIGNS, *SHARED_SIGNS, *map(str.casefold, ISO_CODES)):
        if bare.startswith(sign) or bare.endswith(sign):
            bare = bare.removeprefix(sign).removesuffix(sign)
            break
    return DASHES.match(bare) is not None


class NumberEvidence:
    """Collects over a whole column which sign is the decimal one."""

    def __init__(self) -> None:
        self.point = self.comma = 0
        self.open: dict[str, None] = {}
        self.examples: dict[str, str] = {}

    def add(self, value: str) -> None:
        if "," not in value and "." not in value:
            return
        if PLAIN.match(value):
            self.point += 1
            self.examples.setdefault(POINT, value)
            return
        if "," in value and "." in value and ENGLISH.match(value):
            self.point += 1
            self.examples.setdefault(POINT, value)
            return
        found = _written(value.strip())
        if found:
            self._weigh(found["figure"].rstrip(".,"), value, spaced=bool(SPACES.search(value)))

    def _weigh(self, figure: str, value: str, *, spaced: bool) -> None:
        decimal = decimal_sign(figure, spaced=spaced)
        if decimal == POINT:
            self.point += 1
            self.examples.setdefault(POINT, value)
        elif decimal == COMMA:
            self.comma += 1
            self.examples.setdefault(COMMA, value)
        elif decimal is None and ("," in figure or "." in figure) and len(self.open) < 3:
            self.open[value] = None

    def verdict(self) -> Verdict:
        both = (POINT, COMMA)
        if self.point and self.comma:
            return Verdict(None, True, both, tuple(self.examples.values()))
        if self.point or self.comma:
            return Verdict(POINT if self.point else COMMA)
        if self.open:
            return Verdict(None, True, both, tuple(self.open))
        return Verdict(POINT)


def decimal_sign(figure: str, *, spaced: bool = False) -> str | None:
    """Which sign is decimal in one figure; None where it can't be told (1.234) or there's none."""
    points, commas = figure.count("."), figure.count(",")
    if points and commas:
        return POINT if figure.rfind(".") > figure.rfind(",") else COMMA
    if points > 1 or commas > 1:
        return COMMA if points else POINT
    if not points and not commas:
        return None
    whole, _mark, fraction = figure.partition("." if points else ",")
    settled = spaced or len(fraction) != 3 or not 1 <= len(whole) <= 3 or whole.startswith("0")
    return (POINT if points else COMMA) if settled else None


def decide_numbers(values: Iterable[str]) -> Verdict:
    evidence = NumberEvidence()
    for value in values:
        evidence.add(value)
    return evidence.verdict()


def read_number(value: str, decimal: str | None = POINT, home: str = "") -> tuple[Decimal, str]:
    """(amount, its currency if the value names one, else ""). `home` settles what $ and kr mean.

    1,234.56 / 1.234,56 / 1 234,56 / 1'234.56 / $125000 / 250k / 1,2 Mio. / GBP 1,000 / (500) / -500.

    Raises: Unclear if it isn't an amount, or its thousands aren't where the decimal sign puts them.
    """
    value = value.strip()
    if (decimal == POINT and PLAIN.match(value)) or value.isdecimal():
        return _bounded(Decimal(value)), ""
    if decimal == POINT and (found := ENGLISH.match(value)):
        return _bounded(Decimal(found[2].replace(",", ""))), SIGNS.get(found[1], "")
    found = _written(value)
    if not found:
        raise Unclear(_("it isn't an amount"))
    after, scale = _unit_or_scale(found)
    amount = _figure(found["figure"].rstrip(".,"), decimal) * Decimal(10) ** SCALES.get(scale, 0)
    negative = found["sign"] in ("-", "−") or found["trail"] is not None or (found["open"] and found["close"])
    return _bounded(-amount if negative else amount), _currency(found["before"], found["unit"], after, home)


def _written(value: str) -> re.Match[str] | None:
    """Spaces and apostrophes between thousands are taken out, as are the point after kr. and the dash in 1.000,-."""
    return WRITTEN.match(SPACES.sub("", DOTTED.sub(r"\1 ", DASHED.sub("", value))))


def _unit_or_scale(found: re.Match[str]) -> tuple[str, str]:
    """(text after the figure, scale): the m of 5 mxn isn't a million, the k of 5 kr isn't a thousand."""
    scale, after = (found["scale"] or "").lower(), found["after"]
    word = f"{scale}{after}".strip(" .").casefold()
    if scale and after and (word.upper() in ISO_CODES or word in SIGNS or word in SHARED_SIGNS):
        return word, ""
    return after, scale


def _figure(figure: str, decimal: str | None) -> Decimal:
    if "." not in figure and "," not in figure:
        return Decimal(figure)
    if decimal is None:
        raise Unclear(_("it isn't said whether the comma or the point is the decimal sign"))
    mark, thousands = (".", ",") if decimal == POINT else (",", ".")
    whole, _mark, fraction = figure.partition(mark)
    groups = whole.split(thousands)
    misplaced = any(len(group) != 3 for group in groups[1:]) or not 0 < len(groups[0]) <= 3
    indian = (
        decimal == POINT and len(groups) > 2 and all(len(group) == 2 for group in groups[1:-1]) and len(groups[-1]) == 3
    )
    if thousands in fraction or mark in fraction or (len(groups) > 1 and misplaced and not indian):
        raise Unclear(_("its comma and point aren't where the rest of the column has them"))
    try:
        return Decimal(f"{''.join(groups) or '0'}.{fraction or '0'}")
    except InvalidOperation:
        raise Unclear(_("it isn't an amount")) from None


def _bounded(amount: Decimal) -> Decimal:
    if abs(amount) >= LARGEST:
        raise Unclear(_("it's larger than any deal"))
    return amount


def _currency(before: str, unit: str | None, after: str, home: str) -> str:
    for written in (before, unit or "", after):
        name = written.strip().strip(".").casefold()
        if name and name not in ("%", ",-", "-", "–", "ca", "~"):
            return currency_of(name, home)
    return ""


def currency_of(name: str, home: str = "") -> str:
    """The ISO code for a currency's code, sign or name with its code: EUR, €, "US Dollar (USD)".

    Raises: Unclear if it isn't a currency known here.
    """
    bare = name.strip().strip(".").casefold()
    code = bare.upper()
    if code in ISO_CODES:
        return code
    if bare in NAMES:
        return NAMES[bare]
    if bare in SIGNS:
        return SIGNS[bare]
    if bare in SHARED_SIGNS:
        return home if home in SHARED_SIGNS[bare] else SHARED_SIGNS[bare][0] if bare == "$" else _which_crown()
    for part in re.findall(r"[A-Za-z]{3}", name):
        if part.isupper() and part in ISO_CODES:
            return part
    raise Unclear(_("“%(name)s” isn't a currency that is known here") % {"name": name.strip()[:20]})


def _which_crown() -> str:
    raise Unclear(_("it isn't said whose crowns these are"))
