"""The rows behind "challenged before the proposal" and "who was right"."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.engagements.models import Challenge
from tandem.people.models import Person
from tandem.scorecard.periods import Period
from tandem.scorecard.queries.challenges import challenged
from tandem.scorecard.queries.challenges import hindsight as tallies
from tandem.scorecard.queries.contracts import challenged_early
from tandem.scorecard.queries.rows import Cell, Rows
from tandem.web.words import NOTHING, day


def challenges(person: Person, period: Period, today: date) -> Rows:
    found = challenged(person, period)
    rows = [
        [
            Cell(row.name, reverse("deal_challenges", args=[row.pk])),
            Cell(row.account.name if row.account else NOTHING),
            Cell(day(row.doubted_at, today)),
            Cell(
                day(row.sent_at, today)
                if row.sent_at
                else _("none; signed %(day)s") % {"day": day(row.passed_at, today)}
            ),
            Cell(_("before") if challenged_early(row) else _("after")),
        ]
        for row in found
    ]
    how = _(
        "Contracts signed in the period that delivery challenged at all, and those whose first challenge came before "
        "the first proposal went out."
    )
    columns = [(_("Deal"), False), (_("Client"), False), (_("First challenge"), False), (_("First proposal"), False)]
    figure = _("%(done)s of %(of)s") % {"done": sum(map(challenged_early, found)), "of": len(found)}
    return Rows(
        _("Challenged before the proposal"), figure, how, [*columns, (_("Which came"), False)], rows,
        also=((_("Who was right"), "hindsight"),),
    )  # fmt: skip


def hindsight(person: Person, period: Period, today: date) -> Rows:
    """By section and by side; whose challenge it was is nobody's business here."""
    found = tallies(person, period)
    rights = [*Challenge.Right.values, ""]
    rows = [
        [Cell(each.section), Cell(str(each.count), number=True), *(Cell(str(each.rights[right]), number=True) for right in rights)]
        for each in found
    ]  # fmt: skip
    how = _(
        "What delivery doubted before the signature of projects that were delivered in the period, and who was right in "
        "the end, as somebody with no part in it said. Both sides gain by a doubt that is said in time."
    )
    columns = [
        (_("About"), False),
        (_("Challenges"), True),
        (_("Delivery was right"), True),
        (_("Sales was right"), True),
    ]
    columns += [(_("Both had a point"), True), (_("It never showed"), True), (_("Nobody has said"), True)]
    judged = sum(each.count - each.rights[""] for each in found)
    figure = _("%(n)s judged") % {"n": judged}
    return Rows(
        _("Who was right"), figure, how, columns, rows, also=((_("Challenged before the proposal"), "challenges"),)
    )
