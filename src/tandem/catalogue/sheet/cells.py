"""One cell: figures as they're written and read, and what a spreadsheet would run as a formula."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

RUNS = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")
PENNY, FINE = Decimal("0.01"), Decimal("0.0001")
PLAIN = re.compile(r"\d{1,12}(?:\.\d{1,4})?", re.ASCII)
COMMA = re.compile(r"\d{1,12},(?:\d{1,2}|\d{4})", re.ASCII)
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+\.\d{1,2}", re.ASCII)
THOUSANDS_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}", re.ASCII)
LOOKS_LIKE_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+", re.ASCII)


def guarded(cell: str) -> str:
    """An apostrophe before what a spreadsheet would run, and before what looks as if it had one already."""
    return f"'{cell}" if RUNS.match(cell) else cell


def unguarded(cell: str) -> str:
    """Takes off what `guarded` put before it: unguarded(guarded(text)) is text, whatever the text."""
    return cell[1:] if GUARDED.match(cell) else cell


def written_hours(minutes: int) -> str:
    """450 -> 7.5, 10 -> 0.1667: the fewest of four places that read back as these minutes."""
    return _plain((Decimal(minutes) / 60).quantize(FINE, rounding=ROUND_HALF_UP)) if minutes else ""


def written_share(share: Decimal | None) -> str:
    return "" if share is None else _plain(share)


def written_fee(fee: Decimal) -> str:
    return str(fee.quantize(PENNY))


def read_number(text: str) -> Decimal:
    """1250, 1250.5, 1250,50, 1,250.50, 1.250,50. What may be two numbers (1.250) is neither.

    Raises:
        ValueError: in words for whoever brought the file.
    """
    bare = re.sub(r"[\s\u00a0£€$]", "", text)
    if LOOKS_LIKE_THOUSANDS.fullmatch(bare) and len(re.findall(r"[.,]", bare)) == 1:
        raise ValueError(_("“%(text)s” may be two numbers. Write 1250 or 1250.00.") % {"text": text})
    if PLAIN.fullmatch(bare):
        return Decimal(bare)
    if COMMA.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    if THOUSANDS.fullmatch(bare) or LOOKS_LIKE_THOUSANDS.fullmatch(bare):
        return Decimal(re.sub(r"[.,](?=\d{3})", "", bare))
    if THOUSANDS_COMMA.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    raise ValueError(_("“%(text)s” isn't a number.") % {"text": text})


def read_minutes(text: str) -> int:
    """Hours as minutes. Raises ValueError."""
    minutes = (read_number(text) * 60).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if minutes > 20_000 * 60:
        raise ValueError(_("“%(text)s” is more than 20,000 hours.") % {"text": text})
    return int(minutes)


def read_share(text: str) -> Decimal:
    """0.25, 0,25 or 25 %. Raises ValueError."""
    bare = text.replace(" ", "").replace("\u00a0", "")
    whole = bare.endswith("%")
    figure = bare.removesuffix("%").replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,4})?|\.\d{1,4}", figure, re.ASCII):
        raise ValueError(_("“%(text)s” isn't a share. Write 0.25 or 25%%.") % {"text": text})
    share = Decimal(figure) / 100 if whole else Decimal(figure)
    if share > 1:
        raise ValueError(_("“%(text)s” is more than everything. Write 0.25 or 25%%.") % {"text": text})
    return share.quantize(Decimal("0.001"))


def read_fee(text: str) -> Decimal:
    """Raises ValueError."""
    return read_number(text).quantize(PENNY, rounding=ROUND_HALF_UP)


def read_weeks(text: str) -> int:
    """Raises ValueError."""
    if not re.fullmatch(r"\d{1,3}", text.strip(), re.ASCII) or not 1 <= int(text) <= 520:
        raise ValueError(_("“%(text)s” isn't a number of weeks from 1 to 520.") % {"text": text})
    return int(text)


def read_yes(text: str) -> bool:
    return text.strip().casefold() in {"yes", "y", "true", "1", "x"}


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
