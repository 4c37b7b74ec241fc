"""Who may see which class of field: one table, asked by pages, files, the API and history alike."""

from enum import StrEnum
from typing import Any

from tandem.people.models import Access, Person


class Sight(StrEnum):
    """The class of a field."""

    INTERNAL = "internal"
    PRICE = "price"
    MARGIN = "margin"
    COST = "cost"
    PERSONAL = "personal"


SEES: dict[str, frozenset[Sight]] = {
    Access.LEADERSHIP: frozenset({Sight.INTERNAL, Sight.PRICE, Sight.MARGIN, Sight.COST}),
    Access.SALES: frozenset({Sight.INTERNAL, Sight.PRICE, Sight.MARGIN}),
    Access.DELIVERY: frozenset({Sight.INTERNAL, Sight.PRICE, Sight.MARGIN}),
    Access.RESOURCE: frozenset({Sight.INTERNAL}),
    Access.FINANCE: frozenset({Sight.INTERNAL, Sight.PRICE, Sight.MARGIN, Sight.COST}),
    Access.CONSULTANT: frozenset({Sight.INTERNAL}),
}

# Fields of models by class; whatever isn't named here is internal. History masks by this table too.
CLASSES: dict[str, Sight] = {
    "engagements.engagement.amount": Sight.PRICE,
    "engagements.assumption.price_if_false": Sight.PRICE,
    "engagements.risk.impact_money": Sight.PRICE,
    "engagements.amendment.before": Sight.PRICE,
    "engagements.amendment.after": Sight.PRICE,
    "catalogue.tier.fee": Sight.PRICE,
    "people.rolerate.bill_hourly": Sight.PRICE,
    "people.rolerate.cost_hourly": Sight.COST,
    "people.costrate.hourly": Sight.COST,
    "people.timeoff.kind": Sight.PERSONAL,
    "people.timeoff.note": Sight.PERSONAL,
    "scoping.scopeversion.fee": Sight.PRICE,
    "scoping.scopeversion.discount": Sight.PRICE,
    "scoping.vet.said": Sight.PRICE,
    "scoping.scopeversion.agreement": Sight.PRICE,
    "review.verdictmark.judged": Sight.PRICE,
    "review.proposal.said": Sight.PRICE,
    "scoping.estimateline.bill_hourly": Sight.PRICE,
    "scoping.estimateline.cost_hourly": Sight.COST,
    "review.policy.margin_floor": Sight.MARGIN,
    # A limit of a value is a sum of money; pages go by what a row measures (review.queries.figures.SIGHTS).
    "review.policyrow.limit": Sight.PRICE,
    "review.boardcall.figure": Sight.PRICE,
    "review.boardcall.limit": Sight.PRICE,
    "review.policy.rows": Sight.MARGIN,
    "delivery.project.sold_amount": Sight.PRICE,
    "delivery.project.sold_cost": Sight.COST,
    "delivery.project.sold_by_role": Sight.COST,
    "delivery.project.left_cost": Sight.COST,
    "delivery.project.left_by_role": Sight.COST,
    "delivery.changeorder.by_role": Sight.COST,
    "delivery.timeentry.cost": Sight.COST,
    "delivery.projectmonth.cost": Sight.COST,
    "delivery.changeorder.price": Sight.PRICE,
}


KEYS: dict[str, str] = {Access.SALES: "sales", Access.DELIVERY: "delivery"}


def sees(person: Person, sight: Sight) -> bool:
    """May this person see fields of this class?"""
    return sight in SEES.get(person.access, frozenset())


def shown(person: Person, sight: Sight, value: Any) -> Any:
    """The value, or None (rendered as a dash) where the person may not see its class."""
    return value if sees(person, sight) else None


def class_of(model_label: str, field: str) -> Sight:
    """class_of("engagements.engagement", "amount") is PRICE."""
    return CLASSES.get(f"{model_label}.{field}", Sight.INTERNAL)


def masked(person: Person, model_label: str, values: dict[str, Any]) -> dict[str, Any]:
    """Only the fields that this person may see; the others are left out, not blanked."""
    return {name: value for name, value in values.items() if sees(person, class_of(model_label, name))}


def may_import(person: Person) -> bool:
    """Who may bring files in: leadership, sales and whoever runs the software."""
    return person.is_active and (person.is_admin or person.access in (Access.LEADERSHIP, Access.SALES))


def key_of(person: Person) -> str:
    """Whose key this person turns: "sales", "delivery", or "" for neither. Nobody signs for the other side."""
    return KEYS.get(person.access, "")
