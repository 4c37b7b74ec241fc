"""Can a column's values be what its name says?"""

from tandem.connectors.files.columns import Unclear
from tandem.connectors.files.columns.dates import DAY_FIRST, MONTH_FIRST, read_date
from tandem.connectors.files.columns.flags import read_flag
from tandem.connectors.files.columns.numbers import COMMA, POINT, is_no_amount, read_number
from tandem.connectors.files.columns.shares import PERCENT, read_share
from tandem.connectors.files.stages import status_of

DATES = ("close_date", "closed_date", "created_date", "start_date", "won_date", "lost_date")
FLAGS = ("is_won", "is_closed", "is_active", "is_deleted")
MONEY = ("amount", "won_amount")
FEW = 3


def is_plausible(ours: str, system: str, values: list[str]) -> bool:
    """One of the first values reads as what the field holds. A column of hardly any values is taken at its name, so
    that its rows say what is wrong with them."""
    if ours == "status":
        return not values or any(status_of(system, value) for value in values)
    return len(values) < FEW or any(_reads(ours, value) for value in values)


def _reads(ours: str, value: str) -> bool:
    try:
        if ours in DATES:
            return is_date(value)
        if ours in FLAGS:
            return read_flag(value) is not None
        if ours in MONEY:
            return is_number(value) and not is_no_amount(value)
        if ours == "probability":
            read_share(value, PERCENT)
    except Unclear:
        # Implausible as a share, yet a figure: the column may still be probabilities with a bad row.
        return ours == "probability" and value.strip(" %").replace(".", "").replace(",", "").isdigit()
    return True


def is_date(value: str) -> bool:
    for order in (DAY_FIRST, MONTH_FIRST):
        try:
            read_date(value, order)
        except Unclear:
            continue
        return True
    return False


def is_number(value: str) -> bool:
    """An amount, however its decimals are written, or a sign that there is none."""
    if is_no_amount(value):
        return True
    for decimal in (POINT, COMMA):
        try:
            read_number(value, decimal)
        except Unclear:
            continue
        return True
    return False
