"""Who may change people at clients."""

from tandem.people.permissions import BOTH_SIDES, Table

TABLE: Table = {
    "client_contact_new": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "client_contact": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
}
