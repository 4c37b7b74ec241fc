"""Who may use which address of review. Whose seat it is, the verbs ask."""

from tandem.people.models import Access
from tandem.people.permissions import BOTH_SIDES, EVERYONE, LEADERS, SELLERS, Table

VOTERS = BOTH_SIDES | {Access.FINANCE}

TABLE: Table = {
    "deal_boards": {"GET": EVERYONE},
    "deal_board": {"GET": EVERYONE, "POST": VOTERS},
    "deal_decide": {"POST": BOTH_SIDES},
    "deal_condition_owner": {"POST": VOTERS},
    # Whoever was named owns the condition, whatever their role.
    "deal_condition_met": {"POST": EVERYONE},
    "deal_minutes": {"GET": EVERYONE},
    "deal_minutes_pdf": {"GET": EVERYONE},
    "settings_delegation": {"GET": EVERYONE, "POST": VOTERS},
    "delegation_end": {"POST": VOTERS},
    "settings_policy": {"GET": VOTERS, "POST": LEADERS},
    "policy_begin": {"POST": LEADERS},
    "policy_publish": {"POST": LEADERS},
    "policy_discard": {"POST": LEADERS},
    "deal_proposal": {"GET": EVERYONE, "POST": SELLERS},
    # Papers say the price, so they are for whoever sees prices.
    "deal_paper": {"GET": VOTERS},
    "deal_paper_kept": {"GET": VOTERS},
    "deal_calls": {"GET": EVERYONE, "POST": BOTH_SIDES},
    "deal_invitation": {"GET": EVERYONE},
    "deal_probe_drop": {"POST": BOTH_SIDES},
    # Whoever of delivery was named to join may be a consultant.
    "deal_probe": {"GET": EVERYONE, "POST": EVERYONE},
    "deal_probe_resolve": {"GET": EVERYONE, "POST": EVERYONE},
    "deal_probe_confirm": {"POST": EVERYONE},
    "deal_pitch_held": {"POST": EVERYONE},
    "deal_pitch_there": {"POST": EVERYONE},
}
