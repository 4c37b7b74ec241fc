"""Who may use which address of clients' answers. A client's words may name a colleague, so consultants have no list."""

from tandem.people.permissions import BOTH_SIDES, EVERYONE, NOT_CONSULTANTS, Table

TABLE: Table = {
    "feedback": {"GET": NOT_CONSULTANTS},
    "feedback_answer": {"GET": NOT_CONSULTANTS, "POST": BOTH_SIDES},
    "feedback_ask": {"POST": BOTH_SIDES},
    "surprise_new": {"GET": EVERYONE, "POST": EVERYONE},
}
