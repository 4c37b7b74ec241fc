"""What scopes are measured by before their board, many at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.calc.board import discount_share, exposure_at_cost, exposure_share, novelty
from tandem.calc.margin import MINUTES_IN_HOUR, gross_margin
from tandem.calc.price import Line, price
from tandem.catalogue.models import TierEstimate
from tandem.clients.models import Fit
from tandem.engagements.models import Engagement, Risk
from tandem.people.models import Person
from tandem.people.rights import Sight, sees
from tandem.planning.queries.free import Short, lacking
from tandem.planning.queries.wanted import Wanted
from tandem.review.gate.called import Figures
from tandem.review.models import PolicyRow
from tandem.scoping.models import EstimateLine, ScopeVersion

Measure = PolicyRow.Measure
EVERY: frozenset[str] = frozenset(Measure.values)
# A share of the fee at cost tells the margin apart, so exposure is as secret as the margin is.
SIGHTS: dict[str, Sight] = {
    Measure.VALUE: Sight.PRICE,
    Measure.DISCOUNT: Sight.PRICE,
    Measure.MARGIN: Sight.MARGIN,
    Measure.RISK: Sight.MARGIN,
    Measure.FIT: Sight.INTERNAL,
    Measure.NOVELTY: Sight.INTERNAL,
    Measure.PEOPLE: Sight.INTERNAL,
}
Pair = tuple[Engagement, ScopeVersion]
NOTHING = Figures()


@dataclass(frozen=True)
class Weighed:
    """A scope's lines and figures, and where its people are missing."""

    lines: list[EstimateLine] = field(default_factory=list)
    figures: Figures = NOTHING
    short: tuple[Short, ...] = ()


def shown_to(person: Person) -> dict[str, bool]:
    """Measure -> may this person see its figures?"""
    return {measure: sees(person, sight) for measure, sight in SIGHTS.items()}


def weigh(pairs: Sequence[Pair], measures: Collection[str], today: date) -> dict[int, Weighed]:
    """Scope id -> what it's measured by. Only what `measures` ask for is read, the rest stays unknown: one query each
    for lines, standard estimates, risks and fits, and five for people, however many scopes."""
    lines = _lines(pairs)
    standard = _standard(pairs) if Measure.NOVELTY in measures else None
    risks = _risks(pairs) if Measure.RISK in measures else None
    fits = _fits(pairs) if Measure.FIT in measures else {}
    short = _short(pairs, lines, today) if Measure.PEOPLE in measures else {}
    found = {}
    for deal, scope in pairs:
        own, missing = lines[scope.pk], short.get(scope.pk)
        figures = Figures(
            value=scope.fee,
            margin=_margin(scope, own),
            discount=discount_share(scope.fee, scope.discount),
            fit=_fit(fits.get(deal.fit_id or 0), deal),
            novelty=None if standard is None else _novelty(own, standard.get(scope.tier_id or 0, {})),
            risk=None if risks is None else _exposure(scope, own, _expected(risks.get(deal.pk, []))),
            people=None if missing is None else Decimal(sum(row.minutes for row in missing)) / MINUTES_IN_HOUR,
        )
        found[scope.pk] = Weighed(own, figures, missing or ())
    return found


def at_the_freeze(scope: ScopeVersion, found: Weighed) -> Figures:
    """The same scope by what was written down when it froze: its own figures never change, but risks and the client's
    fit do. Hours without people are known of today alone. No query."""
    was = scope.agreement
    if not was:
        return NOTHING
    fit = next(iter(was["parts"].get("fit", ())), None)
    exposure = [
        (None if p is None else Decimal(p), int(minutes or 0), None if money is None else Decimal(money))
        for p, minutes, money in was["exposure"]
    ]
    return replace(
        found.figures,
        risk=_exposure(scope, found.lines, exposure),
        fit=None if fit is None else Decimal(0 if fit.get("disqualified") else fit["score"]),
        people=None,
    )


def cost_of(scope: ScopeVersion, lines: Sequence[EstimateLine]) -> Decimal | None:
    """What the estimate and its contingency cost, as scoping prices them; None without an estimate."""
    if not lines:
        return None
    rows = [Line(line.minutes, line.bill_hourly, line.cost_hourly) for line in lines]
    return price(rows, scope.contingency_minutes).cost


def period_of(deal: Engagement, scope: ScopeVersion | None) -> tuple[date | None, date | None]:
    """The scope's own days, else the deal's."""
    return (scope and scope.starts_on) or deal.starts_on, (scope and scope.ends_on) or deal.ends_on


def _margin(scope: ScopeVersion, lines: Sequence[EstimateLine]) -> Decimal | None:
    cost = cost_of(scope, lines)
    return None if cost is None else gross_margin(scope.fee, cost)


def _fit(fit: Fit | None, deal: Engagement) -> Decimal | None:
    """Whoever is disqualified is below any limit. Another client's fit says nothing."""
    return None if fit is None or fit.account_id != deal.account_id else Decimal(0 if fit.disqualified else fit.score)


def _novelty(lines: Sequence[EstimateLine], standard: Mapping[int, int]) -> Decimal | None:
    return novelty({line.role_id: line.minutes for line in lines}, standard)


def _expected(risks: Sequence[Risk]) -> list[tuple[Any, int, Any]]:
    return [(row.probability, row.impact_minutes, row.impact_money) for row in risks]


def _exposure(
    scope: ScopeVersion, lines: Sequence[EstimateLine], expected: Sequence[tuple[Any, int, Any]]
) -> Decimal | None:
    return exposure_share(exposure_at_cost(expected, _hourly(lines)), scope.fee)


def _hourly(lines: Sequence[EstimateLine]) -> Decimal | None:
    """What an hour of the estimate costs on average."""
    minutes = sum(line.minutes for line in lines)
    return sum((line.minutes * line.cost_hourly for line in lines), Decimal(0)) / minutes if minutes else None


def _lines(pairs: Sequence[Pair]) -> dict[int, list[EstimateLine]]:
    found: dict[int, list[EstimateLine]] = defaultdict(list)
    rows = EstimateLine.objects.filter(scope__in=[scope.pk for _deal, scope in pairs]).select_related("role")
    for line in rows.order_by("role__position", "role__name"):
        found[line.scope_id].append(line)
    return found


def _standard(pairs: Sequence[Pair]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    tiers = {scope.tier_id for _deal, scope in pairs if scope.tier_id}
    for tier, role, minutes in TierEstimate.objects.filter(tier__in=tiers).values_list("tier_id", "role_id", "minutes"):
        found[tier][role] = minutes
    return found


def _risks(pairs: Sequence[Pair]) -> dict[int, list[Risk]]:
    found: dict[int, list[Risk]] = defaultdict(list)
    for risk in Risk.objects.filter(engagement__in=[deal.pk for deal, _scope in pairs], fate=Risk.Fate.OPEN):
        found[risk.engagement_id].append(risk)
    return found


def _fits(pairs: Sequence[Pair]) -> dict[int, Fit]:
    return Fit.objects.in_bulk({deal.fit_id for deal, _scope in pairs if deal.fit_id})


def _short(
    pairs: Sequence[Pair], lines: Mapping[int, list[EstimateLine]], today: date
) -> dict[int, tuple[Short, ...] | None]:
    """From the scope's own lines, so that what is judged is what counts; None without an estimate or without days."""
    wanted: list[Wanted] = []
    for deal, scope in pairs:
        start, end = period_of(deal, scope)
        if start and end and start <= end:
            wanted += [
                Wanted(deal.pk, line.role_id, start, end, line.minutes) for line in lines[scope.pk] if line.minutes
            ]
    known, missing = {row.engagement_id for row in wanted}, lacking(wanted, today)
    return {scope.pk: tuple(missing.get(deal.pk, ())) if deal.pk in known else None for deal, scope in pairs}
