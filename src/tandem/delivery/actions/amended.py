"""Write what an amendment says into the row that it changes, with the keys that stand under it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Max

from tandem.delivery.models import Project
from tandem.delivery.queries.amending import MODELS, value_of
from tandem.engagements.models import Amendment, Assumption, Duty, Engagement, Outcome, OutcomeSignature, Side
from tandem.engagements.queries.outcome import signed_words
from tandem.ledger import actions as ledger

Noun = Amendment.Noun


def ours(amendment: Amendment) -> Any:
    """The row that it changes; None for one that it adds."""
    if amendment.noun == Noun.DEAL:
        return Engagement.objects.get(pk=amendment.engagement_id)
    if amendment.row is None:
        return None
    rows = MODELS[amendment.noun]._base_manager.select_related("engagement")
    return rows.get(pk=amendment.row, engagement=amendment.engagement_id)


def write(amendment: Amendment, *, by: ledger.Actor, at: datetime) -> models.Model:
    """In the transaction of the last key, or of leadership's correction. Raises Stale."""
    model = MODELS[amendment.noun]
    values = {name: value_of(model, name, text) for name, text in amendment.after.items()}
    verb = "corrected" if amendment.is_correction else "amended"
    row = ours(amendment)
    if row is None:
        return _add(amendment, model, values, by, at)
    if amendment.noun == Noun.OUTCOME:
        values["revision"] = row.revision + 1
    if amendment.noun == Noun.PROMISE and "paper" in values:
        values |= {"paper_by": amendment.asked_by, "paper_at": at}
    ledger.revise(row, f"{verb} {_NAMES[amendment.noun]}", seen=None, by=by, at=at, reason=amendment.why, **values)
    if amendment.noun == Noun.OUTCOME and not amendment.is_correction:
        _sign(row, amendment, at)
    if amendment.noun == Noun.DEAL and "amount" in values:
        _follow(amendment, values["amount"], by, at)
    return row


_NAMES: dict[str, str] = {
    Noun.DEAL: "deal", Noun.OUTCOME: "outcome", Noun.PROMISE: "promise", Noun.ASSUMPTION: "assumption", Noun.DUTY: "duty",
    Noun.RISK: "risk",
}  # fmt: skip


def _add(
    amendment: Amendment, model: type[models.Model], values: dict[str, Any], by: ledger.Actor, at: datetime
) -> models.Model:
    """A new outcome, assumption or duty, as everybody agreed to it."""
    if model in (Outcome, Duty):
        last = model._base_manager.filter(engagement=amendment.engagement_id).aggregate(last=Max("position"))["last"]
        values["position"] = 0 if last is None else last + 1
    if model is Assumption:
        values |= {"raised_by": amendment.asked_by, "raised_at": at}
    row = model(engagement=amendment.engagement, **values)
    way = "correction" if amendment.is_correction else "amendment"
    ledger.add(row, f"added {_NAMES[amendment.noun]} by {way}", by=by, at=at, reason=amendment.why)
    Amendment.objects.filter(pk=amendment.pk).update(row=row.pk)
    amendment.row = row.pk
    if isinstance(row, Outcome) and not amendment.is_correction:
        _sign(row, amendment, at)
    return row


def _sign(outcome: Outcome, amendment: Amendment, at: datetime) -> None:
    """Who agreed to the new words has signed them: that is what the keys of an amendment are."""
    words = signed_words(outcome)
    of = {"outcome": outcome, "revision": outcome.revision, "digest": words["digest"]}
    how = {**words["evidence"], "amendment": amendment.pk}
    for side, person, when in (
        (Side.SALES, amendment.sales_by, amendment.sales_at), (Side.DELIVERY, amendment.delivery_by, amendment.delivery_at),
    ):  # fmt: skip
        OutcomeSignature.objects.create(side=side, person=person, at=when or at, evidence=how, **of)
    if amendment.needs_link:
        OutcomeSignature.objects.create(
            side=Side.CLIENT, client_name=amendment.client_name, at=at, evidence={**how, **amendment.client_evidence}, **of
        )  # fmt: skip


def _follow(amendment: Amendment, amount: Decimal | None, by: ledger.Actor, at: datetime) -> None:
    """What a project was sold for is what its contract says."""
    project = Project.objects.filter(engagement=amendment.engagement_id).first()
    if project:
        ledger.revise(
            project, "corrected what it was sold for", seen=None, by=by, at=at, reason=amendment.why, sold_amount=amount
        )
