"""What each section of a deal says, as far as it matters to whoever vets it.

A line is a dict of plain values in no language: {"is": "clause", "kind": "in", "words": "One register"}. What is left
out here (positions, notes, mitigations, letters other than the Accountable's) may change without anybody vetting anew;
docs/vetting.md has the table. Lines come in the deal's own order, which the digest doesn't go by: moving one changes
nothing.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, When

from tandem.engagements.actions.outcome import MEANING
from tandem.engagements.models import Assumption, Duty, DutyPart, Engagement, Member, Outcome, Part, Risk
from tandem.engagements.queries import risk
from tandem.scoping.models import EstimateLine, ScopeItem, ScopeVersion, Section
from tandem.scoping.queries.scope import Content, fee_of

Line = dict[str, Any]
Said = dict[str, list[Line]]

ASSUMED = ("words", "minutes_if_false", "price_if_false")
ORDER = (Case(When(kind=ScopeItem.Kind.IN, then=0), default=1), "kind", "position", "pk")
RISKED = ("words", "size", "probability", "impact_minutes", "impact_money")


def said(deal: Engagement) -> Said:
    """Section -> its lines. Ten queries, however many rows."""
    return said_of([deal.pk])[deal.pk]


def said_of(deals: Iterable[int]) -> dict[int, Said]:
    """As `said`, of many deals by their ids, in the same ten queries."""
    ids = list(deals)
    found: dict[int, Said] = {pk: {section: [] for section in Section.values} for pk in ids}
    assumed, risks = _assumed(ids), _risky(ids)
    for section, lines in (
        (Section.SUCCESS, _outcomes(ids)), (Section.ASSUMPTIONS, _assumptions(assumed)), (Section.WHO, _duties(ids)),
        (Section.RISKS, _risks(risks)),
    ):  # fmt: skip
        for deal, line in lines:
            found[deal][section].append(line)
    _add_scopes(found, _contingency(assumed, risks))
    return found


def digest_of(lines: list[Line]) -> str:
    """SHA-256 of a section's lines, in whatever order they stand."""
    return hashlib.sha256("\n".join(sorted(map(_as_text, lines))).encode()).hexdigest()


def _as_text(line: Line) -> str:
    return json.dumps(line, sort_keys=True, ensure_ascii=False)


def line(what: str, **values: Any) -> Line:
    """Without what is empty: nothing said is the same as a field that there wasn't."""
    kept = {name: _plain(value) for name, value in values.items() if value not in (None, "", 0, False)}
    return {"is": what, **kept}


def _plain(value: Any) -> Any:
    """Dates and figures as text: 4.50 and 4.5 are one figure."""
    if isinstance(value, bool | int | str):
        return value
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def _outcomes(ids: list[int]) -> Iterable[tuple[int, Line]]:
    for row in Outcome.objects.filter(engagement__in=ids).order_by("position", "pk").values("engagement_id", *MEANING):
        yield row.pop("engagement_id"), line("outcome", **row)


def _assumed(ids: list[int]) -> list[Assumption]:
    names = ("engagement_id", "priced", "answer", "verified_at", "disproved_at", *ASSUMED)
    return list(Assumption.objects.filter(engagement__in=ids).only(*names).order_by("pk"))


def _assumptions(rows: list[Assumption]) -> Iterable[tuple[int, Line]]:
    for row in rows:
        known = {name: getattr(row, name) for name in ASSUMED}
        yield row.engagement_id, line("assumption", **known, false=row.disproved_at is not None)


def _duties(ids: list[int]) -> Iterable[tuple[int, Line]]:
    """A duty with its Accountable; the database lets each have one at most. Two queries."""
    parts = DutyPart.objects.filter(duty__engagement__in=ids, letter=DutyPart.Letter.ACCOUNTABLE)
    names = parts.values_list("duty_id", "person__name", "contact__name")
    accountable = {pk: person or contact for pk, person, contact in names}
    wanted = ("pk", "engagement_id", "words", "for_client", "due_on")
    for row in Duty.objects.filter(engagement__in=ids).order_by("-for_client", "position", "pk").values(*wanted):
        pk, deal = row.pop("pk"), row.pop("engagement_id")
        yield deal, line("duty", **row, accountable=accountable.get(pk))


def _risky(ids: list[int]) -> list[Risk]:
    """What may still happen."""
    people = ("owner", "owner_contact", "from_assumption")
    rows = Risk.objects.filter(engagement__in=ids, fate=Risk.Fate.OPEN).select_related(*people).order_by("pk")
    return sorted(rows, key=lambda row: risk.ORDER[row.size])


def _risks(rows: list[Risk]) -> Iterable[tuple[int, Line]]:
    """Without those that an assumption became: that is vetted as the assumption, with the same hours, and a
    gate that hardens it changes nothing."""
    for row in rows:
        if row.from_assumption_id:
            continue
        owner = row.owner or row.owner_contact
        sized = {name: getattr(row, name) for name in RISKED}
        yield row.engagement_id, line("risk", owner=owner.name if owner else "", **sized)


def _contingency(assumed: list[Assumption], risks: list[Risk]) -> dict[int, int]:
    """Minutes by deal as a freeze would put them into the price: `scope.contingency` and what `assumption.to_price` adds
    to it then."""
    found: dict[int, int] = defaultdict(int)
    for each in assumed:
        found[each.engagement_id] += each.minutes_if_false if _in_the_price(each) else 0
    for row in risks:
        if row.priced and not (row.from_assumption and _in_the_price(row.from_assumption)):
            found[row.engagement_id] += risk.exposure(row)
    return found


def _in_the_price(row: Assumption) -> bool:
    if row.verified_at:
        return False
    return row.priced or (row.disproved_at is None and row.answer not in ("", Assumption.Answer.RED))


def _add_scopes(found: dict[int, Said], priced: dict[int, int]) -> None:
    """Clauses, the work with its dates and people, the price: of the draft, else of the newest frozen version."""
    contents, team = _contents(list(found)), _team(list(found))
    for deal in Engagement.objects.filter(pk__in=found).select_related("lead"):
        content = contents.get(deal.pk)
        here = found[deal.pk]
        here[Section.CAPACITY] += _work(deal, content, team.get(deal.pk, []))
        if content:
            here[Section.SCOPE] += [line("clause", kind=item.kind, words=item.words) for item in content.items]
            here[Section.PRICE] += _price(content, priced.get(deal.pk, 0))


def _contents(ids: list[int]) -> dict[int, Content]:
    """Three queries."""
    newest: dict[int, ScopeVersion] = {}
    for scope in ScopeVersion.objects.filter(engagement__in=ids).select_related("tier").order_by("number"):
        newest[scope.engagement_id] = scope
    by_pk = {scope.pk: Content(scope, [], []) for scope in newest.values()}
    for item in ScopeItem.objects.filter(scope__in=by_pk).only("scope_id", "kind", "words").order_by(*ORDER):
        by_pk[item.scope_id].items.append(item)
    for row in EstimateLine.objects.filter(scope__in=by_pk).select_related("role").order_by("role__position", "pk"):
        by_pk[row.scope_id].lines.append(row)
    return {deal: by_pk[scope.pk] for deal, scope in newest.items()}


def _team(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Member.objects.filter(engagement__in=ids, part=Part.TEAM)
    for deal, name in rows.order_by("person__name").values_list("engagement_id", "person__name"):
        found[deal].append(name)
    return found


def _work(deal: Engagement, content: Content | None, team: list[str]) -> list[Line]:
    scope = content.scope if content else None
    starts, ends = (scope and scope.starts_on) or deal.starts_on, (scope and scope.ends_on) or deal.ends_on
    lines = [line("runs", starts_on=starts, ends_on=ends)] if starts or ends else []
    lines += [line("named", name=deal.lead.name, leads=True)] if deal.lead else []
    lines += [line("named", name=name) for name in team]
    rows = content.lines if content else []
    return lines + [line("work", role=row.role.name, minutes=row.minutes) for row in rows]


def _price(content: Content, contingency_minutes: int) -> list[Line]:
    """A frozen version's as it was frozen; a draft's as it would be frozen now, so that freezing changes nothing."""
    scope = content.scope
    if scope.frozen_at:
        fee, discount, contingency_minutes = scope.fee, scope.discount, scope.contingency_minutes
    else:
        fee, discount = fee_of(content, contingency_minutes)
    lines = [line("fee", amount=fee), line("discount", amount=discount)]
    lines.append(line("contingency", minutes=contingency_minutes))
    return [line for line in lines if len(line) > 1]
