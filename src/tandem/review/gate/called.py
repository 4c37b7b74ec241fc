"""When a further seat has to speak, which matters each seat signs, and whom the board may go on without."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from tandem.web.words import hours, listed, money, percent

ALWAYS = ("sales", "delivery")
BOARD = "board"
SEATS = (*ALWAYS, "finance", "leadership")
# A margin and a fit call below their limit, as the floors do; everything else calls from its limit on.
BELOW = ("margin", "fit")

# Both sides sign everything; finance signs what it can judge; leadership, once called, everything.
SIGNS: dict[str, tuple[str, ...]] = {
    "sales": ("scope", "risk", "price"),
    "delivery": ("scope", "risk", "price"),
    "finance": ("risk", "price"),
    "leadership": ("scope", "risk", "price"),
}
HARDNESS = ("approve", "if", "object")
# The parts of the agreement that each matter is about (scoping.queries.agreement).
JUDGES: dict[str, tuple[str, ...]] = {
    "scope": ("success", "scope", "assumptions", "who", "work", "promises"),
    "risk": ("assumptions", "risks", "fit"),
    "price": ("price",),
}


@dataclass(frozen=True)
class Row:
    """A row of a policy: `calls` is a seat, or "board": every seat then gives its reasons."""

    measure: str
    limit: Decimal
    calls: str


@dataclass(frozen=True)
class Figures:
    """What rows measure, each by its name; None isn't known. Money, shares 0..1, the fit out of 100, people in hours."""

    value: Decimal | None = None
    margin: Decimal | None = None
    discount: Decimal | None = None
    fit: Decimal | None = None
    novelty: Decimal | None = None
    risk: Decimal | None = None
    people: Decimal | None = None


@dataclass(frozen=True)
class Reason:
    measure: str
    figure: Decimal
    limit: Decimal


Called = Mapping[str, tuple[Reason, ...]]


def called(rows: Iterable[Row], figures: Figures) -> Called:
    """Seat (or "board") -> why it's called, in the order of the rows. A figure that isn't known calls nobody: each has
    a rule of its own that stops it."""
    found: dict[str, list[Reason]] = {}
    for row in rows:
        figure = getattr(figures, row.measure)
        if figure is not None and reaches(row, figure):
            found.setdefault(row.calls, []).append(Reason(row.measure, figure, row.limit))
    return {seat: tuple(reasons) for seat, reasons in found.items()}


def still_called(now: Called, *earlier: Called) -> Called:
    """A seat that was called stays called, with its reason: what shrinks later takes nobody off the board. Reasons of
    today come first; an earlier one stands where its measure calls the seat no more."""
    found = {seat: list(reasons) for seat, reasons in now.items()}
    for each in earlier:
        for seat, reasons in each.items():
            known = {reason.measure for reason in found.get(seat, ())}
            found.setdefault(seat, []).extend(reason for reason in reasons if reason.measure not in known)
    return {seat: tuple(reasons) for seat, reasons in found.items()}


def reaches(row: Row, figure: Decimal) -> bool:
    return figure < row.limit if row.measure in BELOW else figure >= row.limit


def needed_seats(found: Called) -> tuple[str, ...]:
    """Sales and delivery always judge; finance and leadership when they're called."""
    return tuple(seat for seat in SEATS if seat in ALWAYS or seat in found)


def hardest(votes: Iterable[str]) -> str:
    """Object outweighs approve if, which outweighs approve."""
    return max(votes, key=HARDNESS.index)


def absent(silent: Iterable[str], speaking: int, needed: int, quorum: int, overdue: bool) -> tuple[str, ...]:
    """Called seats that the board may go on without: silent past the deadline, while a quorum has spoken.

    A silent seat is never a yes, and sales and delivery are never absent. `speaking` are the seats whose word holds;
    no more than the `needed` ones can be asked for.
    """
    if not overdue or speaking < min(quorum, needed):
        return ()
    return tuple(seat for seat in silent if seat not in ALWAYS)


def because(seat: str, reasons: Iterable[Reason], shown: Mapping[str, bool], currency: str) -> str:
    """Why a seat sits, in one sentence. `shown` says of which measures the reader may see figures."""
    words = [reason_words(reason, shown.get(reason.measure, False), currency) for reason in reasons]
    if not words:
        return _("%(seat)s always sits.") % {"seat": seat}
    return _("%(seat)s sits because %(reasons)s.") % {"seat": seat, "reasons": listed(words)}


def reason_words(reason: Reason, shown: bool, currency: str) -> str:
    if not shown:
        return _hidden(reason.measure)
    figures = {
        "figure": said(reason.measure, reason.figure, currency),
        "limit": said(reason.measure, reason.limit, currency),
    }
    return _told(reason.measure) % figures


def said(measure: str, figure: Decimal | None, currency: str) -> str:
    """A figure, or a limit, of this measure as people read it."""
    if measure == "value":
        return money(figure, currency)
    if measure == "people":
        return hours(None if figure is None else int(figure * 60))
    if measure == "fit":
        return "–" if figure is None else f"{figure:.0f}"
    return percent(figure, 1).replace(".0%", "%")


def _told(measure: str) -> str:
    return {
        "value": _("the fee is %(figure)s (limit %(limit)s)"),
        "margin": _("the margin is %(figure)s (limit %(limit)s)"),
        "discount": _("the discount is %(figure)s (limit %(limit)s)"),
        "fit": _("the client’s fit is %(figure)s of 100 (limit %(limit)s)"),
        "novelty": _("%(figure)s of the hours aren’t a tier’s (limit %(limit)s)"),
        "risk": _("the risk exposure is %(figure)s of the fee (limit %(limit)s)"),
        "people": _("nobody is free for %(figure)s (limit %(limit)s)"),
    }[measure]


def _hidden(measure: str) -> str:
    return {
        "value": _("the fee has reached its limit"),
        "margin": _("the margin is under its limit"),
        "discount": _("the discount has reached its limit"),
        "fit": _("the client’s fit is under its limit"),
        "novelty": _("the work differs enough from its tier"),
        "risk": _("the risk exposure has reached its limit"),
        "people": _("people are missing"),
    }[measure]


def is_overdue(due: date | None, today: date) -> bool:
    return due is not None and today > due
