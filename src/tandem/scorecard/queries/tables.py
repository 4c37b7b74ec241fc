"""The rows behind each figure, as its page lists them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.people.models import Access, Person
from tandem.people.queries.firm import currency
from tandem.scorecard.periods import Period
from tandem.scorecard.queries import clients, gates
from tandem.scorecard.queries import margin as margins
from tandem.scorecard.queries import outcomes as measured
from tandem.scorecard.queries.hindsight_tables import challenges, hindsight
from tandem.scorecard.queries.promise_tables import promises, promises_by_offering, promises_by_person
from tandem.scorecard.queries.rows import Cell, Rows
from tandem.web.words import day, hours, money, percent, points


def margin(person: Person, period: Period, today: date) -> Rows:
    found, coin = margins.margin(person, period, today), currency()
    columns = [(_("Project"), False), (_("Client"), False), (_("Sold for"), True), (_("With changes"), True)]
    rows = [
        [
            Cell(line.name, reverse("project", args=[line.engagement_id])),
            Cell(line.client),
            Cell(money(line.money.sold, coin), number=True),
            Cell(money(line.money.revenue, coin), number=True),
            Cell(percent(line.money.sold_margin, 1), number=True),
            Cell(percent(line.money.margin, 1), number=True),
            Cell(points(line.gap), number=True),
        ]
        for line in found.lines
    ]
    how = _(
        "What all projects that ran in the period leave, of what they bring: (price - cost at completion) / price, "
        "price and cost summed first. %(unknown)s projects were sold without an estimate and can't be counted."
    ) % {"unknown": found.unknown}
    return Rows(
        _("Project margin"),
        percent(found.now, 1),
        how,
        [*columns, (_("Margin sold"), True), (_("Margin now"), True), (_("Points"), True)],
        rows,
    )


def nps(person: Person, period: Period, today: date) -> Rows:
    given = clients.answers(person, period)
    score = clients.score(given)
    said = person.access != Access.CONSULTANT
    rows = [
        [
            Cell(row.account.name),
            Cell(row.contact_name),
            Cell(str(row.score), number=True),
            Cell(row.words if said else ""),
            Cell(day(row.answered_at, today)),
        ]
        for row in given
    ]
    how = _(
        "Share of 9 and 10 less share of 0 to 6, of %(count)s answers, the latest of each contact. With so few answers the true score lies "
        "between %(low)s and %(high)s, 19 times of 20."
    ) % {"count": score.answers.count, "low": _signed(score.low), "high": _signed(score.high)}
    if score.score is None:
        how = _("Shown from five answers on: fewer say nothing.")
    columns = [(_("Client"), False), (_("Who"), False), (_("Score"), True), (_("In their words"), False)]
    return Rows(_("Client NPS"), _signed(score.score), how, [*columns, (_("On"), False)], rows)


def repeat(person: Person, period: Period, today: date) -> Rows:
    last = min(period.last, today)
    begun = clients.starts(person)
    rate = clients.repeat(begun, last)
    first = clients.year_to(last)
    rows = [
        [
            Cell(row.client),
            Cell(row.name, reverse("project", args=[row.engagement_id])),
            Cell(day(row.on, today)),
            Cell(_("yes") if clients.repeat([b for b in begun if b.account_id == row.account_id], last).count else "–"),
        ]
        for row in reversed(begun)
        if first <= row.on <= last
    ]
    how = _(
        "Clients who began a project in the twelve months to %(last)s and had begun another in the 24 months before "
        "it: %(count)s of %(of)s clients."
    ) % {"last": day(last), "count": rate.count, "of": rate.of}
    columns = [(_("Client"), False), (_("Project"), False), (_("Began"), False), (_("Came back"), False)]
    return Rows(_("Repeat clients"), percent(rate.share), how, columns, rows)


def surprises(person: Person, period: Period, today: date) -> Rows:
    found = clients.surprises(person, period)
    rows = [
        [
            Cell(row.engagement.name, _deal(row.engagement)),
            Cell(row.words),
            Cell(row.get_origin_display()),
            Cell(hours(row.minutes), number=True),
            Cell(f"{row.logged_by.name}, {day(row.logged_at, today)}"),
        ]
        for row in found.rows
    ]
    how = _("Everything that a client didn't expect, logged in the period, and where it could have been caught.")
    columns = [(_("Project"), False), (_("What happened"), False), (_("Began as"), False), (_("Cost"), True)]
    return Rows(_("Surprises to clients"), str(found.count), how, [*columns, (_("Logged"), False)], rows)


def handoffs(person: Person, period: Period, today: date) -> Rows:
    found = gates.handoffs(person, period, today)
    rows = [
        [
            Cell(row.engagement.name, _deal(row.engagement)),
            Cell(_client(row.engagement)),
            Cell(_name(row.engagement.seller)),
            Cell(_name(row.engagement.lead)),
            Cell(_("accepted") if row.accepted else _("not accepted")),
        ]
        for row in found.rows
    ]
    how = _("Contracts signed in the period, and those whose handoff delivery has accepted.")
    columns = [(_("Contract"), False), (_("Client"), False), (_("Sold by"), False), (_("Led by"), False)]
    figure = _("%(done)s of %(of)s") % {"done": found.accepted, "of": found.signed}
    return Rows(_("Handed off complete"), figure, how, [*columns, (_("Handoff"), False)], rows)


def waivers(person: Person, period: Period, today: date) -> Rows:
    found = gates.waivers(person, period)
    rows = [
        [
            Cell(row.engagement.name, _deal(row.engagement)),
            Cell(row.rule.replace("_", " ").capitalize()),
            Cell(row.reason),
            Cell(_name(row.decided_by)),
            Cell(day(row.expires_on, today)),
        ]
        for row in found
    ]
    how = _("Rules that leadership let pass in writing, granted in the period.")
    columns = [(_("Deal"), False), (_("Rule"), False), (_("Why"), False), (_("By"), False), (_("Until"), False)]
    return Rows(_("Gates waived"), str(len(found)), how, columns, rows)


def ungated(person: Person, period: Period, today: date) -> Rows:
    found = gates.ungated(person, period)
    rows = [
        [
            Cell(row.name, _deal(row)),
            Cell(_client(row)),
            Cell(_name(row.answerable or row.seller)),
            Cell(row.ungated_why or _("nobody has said why")),
        ]
        for row in found
    ]
    how = _("Deals that were closed outside past an open gate. They count as won, and as not aligned.")
    columns = [(_("Deal"), False), (_("Client"), False), (_("Answers for it"), False), (_("Why"), False)]
    return Rows(_("Ungated wins"), str(len(found)), how, columns, rows)


def outcomes(person: Person, period: Period, today: date) -> Rows:
    found = measured.outcomes(person, period)
    rows = [
        [
            Cell(
                row.outcome.title,
                f"{reverse('deal_success', args=[row.outcome.engagement_id])}#outcome-{row.outcome_id}",
            ),
            Cell(row.outcome.engagement.name, reverse("project", args=[row.outcome.engagement_id])),
            Cell(_client(row.outcome.engagement)),
            Cell(row.get_point_display()),
            Cell(row.value),
            Cell(_("met") if row.met else _("not met")),
            Cell(f"{_name(row.measured_by)}, {day(row.measured_at, today)}"),
        ]
        for row in found.rows
    ]
    how = _(
        "Outcomes that were measured in the period, each counted once by its last measure: %(met)s of %(of)s are met."
    )
    told = how % {"met": found.met.count, "of": found.met.of}
    if found.met.low is not None and found.met.high is not None:
        told += " " + _("With so few the true share lies between %(low)s and %(high)s, 19 times of 20.") % {
            "low": percent(found.met.low), "high": percent(found.met.high),
        }  # fmt: skip
    columns = [(_("Outcome"), False), (_("Project"), False), (_("Client"), False), (_("Measured"), False)]
    more = [(_("Came to"), False), (_("Met"), False), (_("By"), False)]
    return Rows(_("Outcomes met"), percent(found.met.share), told, [*columns, *more], rows)


TABLES: dict[str, tuple[Any, Callable[[Person, Period, date], Rows]]] = {
    "margin": (gettext_lazy("Project margin"), margin),
    "nps": (gettext_lazy("Client NPS"), nps),
    "repeat": (gettext_lazy("Repeat clients"), repeat),
    "surprises": (gettext_lazy("Surprises to clients"), surprises),
    "handoffs": (gettext_lazy("Handed off complete"), handoffs),
    "waivers": (gettext_lazy("Gates waived"), waivers),
    "ungated": (gettext_lazy("Ungated wins"), ungated),
    "outcomes": (gettext_lazy("Outcomes met"), outcomes),
    "promises": (gettext_lazy("Promises kept"), promises),
    "promises-by-offering": (gettext_lazy("Promises kept, by offering"), promises_by_offering),
    "promises-by-person": (gettext_lazy("Promises kept, by who gave their word"), promises_by_person),
    "challenges": (gettext_lazy("Challenged before the proposal"), challenges),
    "hindsight": (gettext_lazy("Who was right"), hindsight),
}


def _deal(engagement: Any) -> str:
    return reverse("deal", args=[engagement.pk])


def _client(engagement: Any) -> str:
    return engagement.account.name if engagement.account else "–"


def _name(person: Any) -> str:
    return person.name if person else "–"


def _signed(score: float | None) -> str:
    if score is None:
        return "–"
    return f"{'+' if score > 0 else '−' if round(score) < 0 else ''}{abs(round(score))}"
