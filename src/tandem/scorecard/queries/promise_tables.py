"""The rows behind "promises kept": one by one, by what was sold, by who gave their word."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.calc.promises import kept_share
from tandem.calc.rates import Rate
from tandem.people.models import Access, Person
from tandem.scorecard.periods import Period
from tandem.scorecard.queries.promises import Kept, by_offering, by_person, due
from tandem.scorecard.queries.rows import Cell, Rows
from tandem.web.words import day, percent


def promises(person: Person, period: Period, today: date) -> Rows:
    found = due(person, period)
    rows = [
        [
            Cell(row.quote, reverse("deal_promises", args=[row.engagement_id]) + f"?all=1#promise-{row.pk}"),
            Cell(row.engagement.account.name if row.engagement.account else row.engagement.name),
            Cell(row.said_by.name),
            Cell(row.get_result_display()),
            Cell(row.result_words),
            Cell(day(row.settled_at, today)),
        ]
        for row in found
    ]
    columns = [(_("What was said"), False), (_("Client"), False), (_("Said by"), False), (_("Result"), False)]
    return Rows(
        _("Promises kept"), _figure(kept_share(row.result for row in found)), _how(),
        [*columns, (_("In one sentence"), False), (_("On"), False)], rows,
        also=((_("By offering"), "promises-by-offering"), (_("By who gave their word"), "promises-by-person")),
    )  # fmt: skip


def promises_by_offering(person: Person, period: Period, today: date) -> Rows:
    found = due(person, period)
    figure = _figure(kept_share(row.result for row in found))
    return Rows(
        _("Promises kept, by offering"), figure, _how(), _columns(_("Offering")), _rows(by_offering(found)),
        also=((_("One by one"), "promises"),),
    )  # fmt: skip


def promises_by_person(person: Person, period: Period, today: date) -> Rows:
    """Leadership sees everybody, everybody else themself."""
    found = due(person, period)
    how = _how()
    if person.access != Access.LEADERSHIP:
        how += " " + _("You see your own; leadership sees everybody’s.")
    figure = _figure(kept_share(row.result for row in found))
    return Rows(
        _("Promises kept, by who gave their word"), figure, how, _columns(_("Said by")),
        _rows(by_person(found, person)), also=((_("One by one"), "promises"),),
    )  # fmt: skip


def _how() -> str:
    return _(
        "Kept as it was said, of what came due in the period: kept, kept late, renegotiated or broken. What was "
        "withdrawn with the client told doesn’t count. The range holds the true share 19 times of 20."
    )


def _columns(first: str) -> list[tuple[str, bool]]:
    counts = (_("Kept"), _("Kept late"), _("Renegotiated"), _("Broken"), _("Share kept"), _("Range"))
    return [(first, False), *((words, True) for words in counts)]


def _rows(found: list[Kept]) -> list[list[Cell]]:
    return [
        [
            Cell(each.name),
            *(Cell(str(number), number=True) for number in each.results.values()),
            Cell(_figure(each.rate), number=True),
            Cell(_range(each.rate), number=True),
        ]
        for each in found
    ]


def _figure(rate: Rate) -> str:
    return percent(rate.share)


def _range(rate: Rate) -> str:
    return "–" if rate.low is None else f"{percent(rate.low)}–{percent(rate.high)}"
