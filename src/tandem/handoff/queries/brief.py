"""The brief: composed from the deal's rows, so that nothing is typed twice. JSON, frozen with a digest."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from tandem.calc.margin import gross_margin
from tandem.catalogue.models import TierMilestone
from tandem.engagements.models import (
    Assumption,
    Duty,
    DutyPart,
    Engagement,
    Outcome,
    OutcomeSignature,
    Promise,
    Risk,
)
from tandem.review.models import Probe, Signature
from tandem.review.queries.judged import cost_of
from tandem.scoping.models import EstimateLine, ScopeItem, ScopeVersion
from tandem.scoping.queries.milestones import planned

Brief = dict[str, Any]
Rows = dict[int, list[Any]]


def digest_of(brief: Brief, paragraph: str) -> str:
    """SHA-256 of the canonical text of what is signed: the brief and the paragraph."""
    canonical = json.dumps({"brief": brief, "paragraph": paragraph}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def compose(deals: Sequence[Engagement]) -> dict[int, Brief]:
    """Each deal's brief by its pk, in a fixed number of queries for any number of deals."""
    signatures = {row.engagement_id: row for row in _of(Signature, deals).select_related("scope__tier__offering")}
    scopes = [row.scope for row in signatures.values() if row.scope]
    rows = _Rows(deals, scopes)
    return {deal.pk: _brief(deal, signatures.get(deal.pk), rows) for deal in deals}


class _Rows:
    """What the deals have, by deal or by scope."""

    def __init__(self, deals: Sequence[Engagement], scopes: Sequence[ScopeVersion]) -> None:
        ordered = ("position", "pk")
        self.outcomes = _by("engagement_id", _of(Outcome, deals).order_by(*ordered))
        keys = OutcomeSignature.objects.filter(outcome__engagement__in=deals).order_by("pk")
        self.keys = _by("outcome_id", keys)
        self.promises = _by(
            "engagement_id", _of(Promise, deals).select_related("said_by", "told_by").order_by("said_on", "pk")
        )
        found = Probe.objects.filter(pitch__engagement__in=deals, agrees=False).order_by("position", "pk")
        self.findings: Rows = defaultdict(list)
        for each in found.select_related("pitch", "resolved_by", "confirmed_by"):
            self.findings[each.pitch.engagement_id].append(each)
        self.duties = _by("engagement_id", _of(Duty, deals).order_by(*ordered))
        parts = DutyPart.objects.filter(duty__engagement__in=deals).select_related("person", "contact")
        self.parts = _by("duty_id", parts.order_by("letter", "pk"))
        self.assumptions = _by(
            "engagement_id", _of(Assumption, deals).select_related("verifier", "answered_by").order_by("pk")
        )
        self.risks = _by("engagement_id", _of(Risk, deals).select_related("owner", "owner_contact").order_by("pk"))
        self.items = _by("scope_id", ScopeItem.objects.filter(scope__in=scopes).order_by(*ordered))
        lines = EstimateLine.objects.filter(scope__in=scopes).select_related("role")
        self.lines = _by("scope_id", lines.order_by("role__position", "pk"))
        tiers = {scope.tier_id for scope in scopes} | {deal.tier_id for deal in deals}
        self.milestones = _by("tier_id", TierMilestone.objects.filter(tier__in=tiers - {None}).order_by("at_share"))


def _brief(deal: Engagement, signature: Signature | None, rows: _Rows) -> Brief:
    scope = signature.scope if signature else None
    outcomes = rows.outcomes[deal.pk]
    starts_on, ends_on = (scope and scope.starts_on) or deal.starts_on, (scope and scope.ends_on) or deal.ends_on
    tier = scope.tier if scope and scope.tier_id else deal.tier
    dates = planned(rows.milestones[tier.pk] if tier else [], outcomes, starts_on, ends_on)
    return {
        **({"otherwise": [_otherwise(each) for each in found]} if (found := rows.findings[deal.pk]) else {}),
        "deal": {
            "name": deal.name,
            "client": deal.account.name if deal.account else "",
            "tier": str(tier) if tier else "",
            "grade": tier.get_grade_display() if tier else "",
            "ungated": deal.ungated_why if deal.ungated else "",
        },
        "done": [_outcome(each, rows.keys[each.pk]) for each in outcomes],
        "scope": _scope(scope, rows.items[scope.pk] if scope else []),
        "promises": [_promise(each) for each in rows.promises[deal.pk]],
        "duties": [_duty(each, rows.parts[each.pk]) for each in rows.duties[deal.pk]],
        "assumptions": [_assumption(each) for each in rows.assumptions[deal.pk]],
        "risks": [_risk(each) for each in rows.risks[deal.pk]],
        "money": _money(deal, scope, rows.lines[scope.pk] if scope else []),
        "dates": {
            "signed_on": _day(signature.signed_on if signature else None),
            "client_name": signature.client_name if signature else "",
            "starts_on": _day(starts_on),
            "ends_on": _day(ends_on),
            "milestones": [{"name": each.name, "on": each.on.isoformat()} for each in dates],
        },
    }


def _outcome(row: Outcome, keys: Iterable[OutcomeSignature]) -> dict[str, Any]:
    signed = {key.side for key in keys if key.revision == row.revision}
    return {
        "title": row.title,
        "expects": row.expects,
        "proves": row.proves,
        "measured_how": row.measured_how,
        "measured_by": row.measured_by,
        "on": _day(row.measured_on),
        "not_done": row.not_done,
        "sales": "sales" in signed,
        "delivery": "delivery" in signed,
    }


# How a scope is accepted and changed stands in a brief only if the scope says it: older briefs keep their digest.
SAID = {
    ScopeItem.Kind.IN: "in",
    ScopeItem.Kind.OUT: "out",
    ScopeItem.Kind.ACCEPTANCE: "acceptance",
    ScopeItem.Kind.CHANGE: "changes",
}


def _scope(scope: ScopeVersion | None, items: Iterable[ScopeItem]) -> dict[str, Any]:
    words: dict[str, list[str]] = {"in": [], "out": []}
    for item in items:
        words.setdefault(SAID[ScopeItem.Kind(item.kind)], []).append(item.words)
    return {"number": scope.number if scope else None, **words}


def _promise(row: Promise) -> dict[str, Any]:
    return {
        "words": row.quote,
        "who": row.said_by.name,
        "to": row.said_to,
        "on": _day(row.said_on),
        "where": row.said_where,
        "verdict": row.verdict,
        "condition": row.condition,
        "paper": row.paper,
        "paper_words": row.paper_words,
        **_told(row),
    }


def _told(row: Promise) -> dict[str, Any]:
    """Who told the client, where somebody had to. Older briefs keep their digest."""
    if row.told_on is None:
        return {}
    by = row.told_by.name if row.told_by else ""
    return {"told": {"by": by, "to": row.told_to, "on": _day(row.told_on), "how": row.told_how}}


def _otherwise(row: Probe) -> dict[str, Any]:
    """What the client saw otherwise on the last call, and what became of it."""
    return {
        "words": row.words,
        "heard": row.heard,
        "how": row.resolved_how,
        "change": row.resolved_change,
        "by": row.resolved_by.name if row.resolved_by else "",
        "on": _day(timezone.localdate(row.resolved_at) if row.resolved_at else None),
        "confirmed_by": row.confirmed_by.name if row.confirmed_by else "",
        "confirmed_on": _day(timezone.localdate(row.confirmed_at) if row.confirmed_at else None),
    }


def _duty(row: Duty, parts: Iterable[DutyPart]) -> dict[str, Any]:
    named = [{"letter": part.letter, "name": str(part.person or part.contact)} for part in parts]
    return {"words": row.words, "client": row.for_client, "due_on": _day(row.due_on), "parts": named}


def _assumption(row: Assumption) -> dict[str, Any]:
    return {
        "words": row.words,
        "because": row.because,
        "answer": row.answer,
        "condition": row.condition,
        "verified": _day(timezone.localdate(row.verified_at) if row.verified_at else None),
        "verified_how": row.verified_how,
        "verifier": row.verifier.name if row.verifier else "",
        "priced": row.priced,
        "minutes_if_false": row.minutes_if_false,
    }


def _risk(row: Risk) -> dict[str, Any]:
    owner = row.owner or row.owner_contact
    return {
        "id": row.pk,
        "words": row.words,
        "size": row.size,
        "mitigation": row.mitigation,
        "owner": owner.name if owner else "",
        "side": owner.side if owner else "",
        "accepted": row.accepted_at is not None or row.owner_contact_id is not None,
        "fate": row.fate,
    }


def _money(deal: Engagement, scope: ScopeVersion | None, lines: list[EstimateLine]) -> dict[str, Any]:
    """No costs: only what both sides may see."""
    if scope is None:
        return {"fee": _text(deal.amount), "discount": None, "margin": None, "minutes": None, "roles": []}
    cost = cost_of(scope, lines)
    margin = gross_margin(scope.fee, cost) if cost is not None else None
    return {
        "fee": _text(scope.fee),
        "discount": _text(scope.discount),
        "margin": _text(margin.quantize(Decimal("0.0001")) if margin is not None else None),
        "minutes": sum(line.minutes for line in lines) + scope.contingency_minutes,
        "roles": [{"role": line.role.name, "minutes": line.minutes} for line in lines],
    }


def _of(model: type[Model], deals: Sequence[Engagement]) -> QuerySet[Any]:
    return model._default_manager.filter(engagement__in=deals)


def _by(key: str, rows: Iterable[Any]) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
