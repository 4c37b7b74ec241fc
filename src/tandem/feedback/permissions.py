"""Who may use which address of clients' answers. A client's words may name a colleague, so consultants have no list.
Clients have no account: what their link opens is asked of the link itself."""

from tandem.people.permissions import ANYBODY, BOTH_SIDES, EVERYONE, NOT_CONSULTANTS, Table

TABLE: Table = {
    "feedback": {"GET": NOT_CONSULTANTS},
    "feedback_answer": {"GET": NOT_CONSULTANTS, "POST": BOTH_SIDES},
    "feedback_ask": {"POST": BOTH_SIDES},
    "surprise_new": {"GET": EVERYONE, "POST": EVERYONE},
    "deal_client_links": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "deal_client_link_revoke": {"POST": BOTH_SIDES},
    "client_view": {"GET": ANYBODY},
    "client_sign": {"GET": ANYBODY, "POST": ANYBODY},
    "client_copy": {"GET": ANYBODY},
    "client_words": {"GET": ANYBODY, "POST": ANYBODY},
    "client_heard": {"GET": ANYBODY},
}
