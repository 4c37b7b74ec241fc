"""Hours by role, as they are typed: a box for each role of the firm, and one for whoever does it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.calc.completion import ANY
from tandem.people.models import Role

MINUTES = 60
Roles = Sequence[Role]


def role_fields(name: str, roles: Roles) -> dict[str, forms.Field]:
    """The boxes by field name: `name` itself is for anybody, the others are of a role. Empty is none."""
    boxes = {f"{name}_{role.pk}": _box(role.name, required=False) for role in roles}
    return {**boxes, name: _box(_("Anybody’s hours"), required=True)}


def typed_hours(name: str, roles: Roles, minutes: Mapping[str, int]) -> dict[str, Any]:
    """Minutes by role name as the boxes show them; those of a role that the firm has no more are anybody's."""
    found = {f"{name}_{role.pk}": minutes.get(role.name, 0) for role in roles}
    found[name] = sum(minutes.values()) - sum(found.values())
    return {field: round(Decimal(each) / MINUTES, 2) for field, each in found.items()}


def minutes_by_role(name: str, roles: Roles, given: Mapping[str, Any]) -> dict[str, int]:
    """What was typed, by role name; roles without hours are left out."""
    fields = {**{role.name: f"{name}_{role.pk}" for role in roles}, ANY: name}
    typed = {role: round((given.get(field) or Decimal(0)) * MINUTES) for role, field in fields.items()}
    return {role: minutes for role, minutes in typed.items() if minutes}


def _box(label: Any, *, required: bool) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=8, decimal_places=2, required=required)
