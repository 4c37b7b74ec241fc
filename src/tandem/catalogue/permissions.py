"""Who may write the catalogue: sales, delivery and leadership; everybody reads it, money by their rights. Sales and
delivery turn keys; leadership decides instead of them."""

from tandem.people.models import Access
from tandem.people.permissions import BOTH_SIDES, EVERYONE, LEADERS, Table

KEY_HOLDERS = frozenset({Access.SALES, Access.DELIVERY})

TABLE: Table = {
    "offering_new": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "offering_edit": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "offering_retire": {"POST": BOTH_SIDES},
    "tier_start": {"POST": BOTH_SIDES},
    "tier_compare": {"GET": EVERYONE},
    "tier_draft": {"GET": EVERYONE, "POST": BOTH_SIDES},
    **{name: {"POST": BOTH_SIDES} for name in ("tier_ask", "tier_take_back", "tier_take_over", "tier_give_up")},
    **{name: {"POST": KEY_HOLDERS} for name in ("tier_turn", "tier_decline")},
    "tier_decide": {"POST": LEADERS},
}
