"""Who may use scope, price and review: everybody who sees the deal reads; sales, delivery and leadership write.

Figures are masked by their class (people.rights), whoever opens the page.
"""

from tandem.people.permissions import BOTH_SIDES, EVERYONE, LEADERS, MONEY, Table

READ = ("deal_scope", "deal_scope_compare", "deal_price", "deal_review")
EDIT = (
    "deal_scope_item_new", "deal_scope_item", "deal_scope_item_why", "deal_scope_link",
    "deal_scope_hours", "deal_scope_line_new", "deal_scope_dates",
    "deal_price_discount", "deal_session_new", "deal_session_hold", "deal_flag_new", "deal_flag_reply",
    "deal_flag_clear", "deal_vet", "deal_vet_reply",
)  # fmt: skip
ACT = ("deal_scope_start", "deal_scope_item_remove", "deal_scope_reprice", "deal_freeze", "deal_session_start")
FILES = ("settings_document_file", "settings_document_built_in", "settings_document_example")

TABLE: Table = {
    **{name: {"GET": EVERYONE} for name in READ},
    **{name: {"GET": BOTH_SIDES, "POST": BOTH_SIDES} for name in EDIT},
    **{name: {"POST": BOTH_SIDES} for name in ACT},
    # Who may be asked to allow a discount; which of them was, the verb asks.
    "deal_price_discount_answer": {"GET": MONEY, "POST": MONEY},
    # Whoever sat in it says so for themself, consultants too.
    "deal_session_there": {"POST": EVERYONE},
    "settings_documents": {"GET": LEADERS, "POST": LEADERS},
    "settings_document_use": {"POST": LEADERS},
    **{name: {"GET": LEADERS} for name in FILES},
}
