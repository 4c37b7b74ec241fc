"""Who may use which address of the handoff. Which side asks and which answers, the verbs ask."""

from tandem.people.permissions import BOTH_SIDES, DELIVERERS, EVERYONE, SELLERS, Table

TABLE: Table = {
    "deal_sign": {"GET": BOTH_SIDES, "POST": SELLERS},
    "deal_handoff": {"GET": EVERYONE},
    "handoffs": {"GET": EVERYONE},
    "handoff": {"GET": EVERYONE},
    "handoff_pdf": {"GET": EVERYONE},
    "handoff_paragraph": {"POST": SELLERS},
    "handoff_call": {"POST": BOTH_SIDES},
    "handoff_read": {"POST": DELIVERERS},
    # Whoever handed it over, by themself; the verb asks who they are.
    "handoff_attest": {"POST": SELLERS},
    "handoff_ask": {"POST": DELIVERERS},
    "handoff_answer": {"POST": SELLERS},
    "handoff_close": {"POST": DELIVERERS},
    "handoff_bounce": {"POST": DELIVERERS},
    "handoff_again": {"POST": SELLERS},
    # Whoever owns a risk, or is given it, clicks for themself, whatever their role; the verb asks who they are.
    "handoff_risk_offer": {"GET": EVERYONE, "POST": EVERYONE},
    "handoff_risk_keep": {"POST": EVERYONE},
    "handoff_risk_take": {"POST": EVERYONE},
    "handoff_risk_refuse": {"GET": EVERYONE, "POST": EVERYONE},
}
