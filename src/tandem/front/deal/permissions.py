"""Who may use which address of the deal's pages in front."""

from tandem.people.permissions import BOTH_SIDES, EVERYONE, LEADERS, Table

TABLE: Table = {
    "deal_new": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "deal_new_clients": {"GET": BOTH_SIDES},
    "deal_new_questions": {"GET": BOTH_SIDES},
    "deal_new_fit": {"GET": BOTH_SIDES},
    "deal": {"GET": EVERYONE},
    "deal_move": {"POST": BOTH_SIDES},
    "deal_waivers": {"GET": EVERYONE, "POST": BOTH_SIDES},
    "deal_waiver": {"POST": LEADERS},
    "deal_probes": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "deal_history": {"GET": EVERYONE},
}
