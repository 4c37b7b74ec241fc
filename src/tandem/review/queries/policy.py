"""The firm's thresholds as they are now."""

from decimal import Decimal

from tandem.review.models import Policy


def current() -> Policy:
    """The current policy; the defaults, unsaved, in a firm that has published none. One query."""
    policy = Policy.objects.filter(current=True).first()
    if policy:
        return policy
    fields = {
        name: Decimal(Policy._meta.get_field(name).default) for name in ("margin_floor", "board_from", "finance_from")
    }
    return Policy(number=0, current=True, **fields)
