"""Who may change people at clients, and the draft of the ideal client profile: both sides work at it."""

from tandem.people.permissions import BOTH_SIDES, EVERYONE, Table

TABLE: Table = {
    "client_contact_new": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "client_contact": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "icp_begin": {"POST": BOTH_SIDES},
    "icp_bands": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "icp_question_new": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "icp_question": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "icp_question_move": {"POST": BOTH_SIDES},
    "icp_question_drop": {"POST": BOTH_SIDES},
    "icp_version": {"GET": EVERYONE},
}
