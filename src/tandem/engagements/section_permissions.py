"""Who may use the deal's sections: everybody who sees the deal reads them; sales, delivery and leadership write."""

from tandem.people.models import Access
from tandem.people.permissions import BOTH_SIDES, EVERYONE, SELLERS, Table

JUDGES = BOTH_SIDES | {Access.CONSULTANT}
READ = (
    "deal_success", "deal_outcome_history", "deal_assumptions", "deal_raci", "deal_risks", "deal_promises",
    "deal_challenges",
)  # fmt: skip
EDIT = (
    "deal_outcome_new", "deal_outcome", "deal_assumption_new", "deal_assumption", "deal_assumption_ask",
    "deal_assumption_answer", "deal_assumption_verify", "deal_assumption_price", "deal_duty_new", "deal_duty",
    "deal_risk_new", "deal_risk", "deal_risk_owner", "deal_promise_new", "deal_promise", "deal_promise_judge",
    "deal_promise_paper", "deal_promise_told", "deal_promise_capture",
)  # fmt: skip
ACT = ("deal_talk_answered", "deal_outcome_sign", "deal_assumption_risk", "deal_duty_done", "deal_risk_fate")

TABLE: Table = {
    **{name: {"GET": EVERYONE} for name in READ},
    **{name: {"GET": BOTH_SIDES, "POST": BOTH_SIDES} for name in EDIT},
    **{name: {"POST": BOTH_SIDES} for name in ACT},
    "deal_assumption_false": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "deal_assumption_reply": {"GET": SELLERS, "POST": SELLERS},
    "deal_measure_ask": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    # Whoever is named answers for themself, whatever their role; the verb asks who they are.
    "deal_risk_happened": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "deal_risk_review": {"GET": EVERYONE, "POST": EVERYONE},
    "deal_risk_own": {"GET": EVERYONE, "POST": EVERYONE},
    "deal_measure": {"GET": EVERYONE, "POST": EVERYONE},
    "deal_challenge_reply": {"GET": SELLERS, "POST": SELLERS},
    # Whoever was named on the deal and had no part in the challenge says who was right, consultants too.
    "deal_challenge_judge": {"GET": JUDGES, "POST": JUDGES},
    "deal_assumption_met": {"GET": EVERYONE, "POST": EVERYONE},
}
