"""Who may use which address of planning. Which deals somebody sees on them is another question: `visible_to`."""

from tandem.people.permissions import EVERYONE, PLANNERS, SELLERS, Table

BOOKS = PLANNERS | SELLERS

TABLE: Table = {
    "capacity": {"GET": EVERYONE},
    "capacity_team": {"GET": EVERYONE},
    "booking_new": {"GET": BOOKS, "POST": BOOKS},
    "booking_options": {"GET": BOOKS},
    "booking": {"GET": BOOKS, "POST": BOOKS},
    "booking_delete": {"POST": BOOKS},
    "booking_split": {"POST": BOOKS},
    "booking_undo": {"POST": BOOKS},
    "people": {"GET": EVERYONE},
    "person": {"GET": EVERYONE},
    "person_away": {"POST": EVERYONE},
    "person_away_change": {"POST": EVERYONE},
    "staffing": {"GET": EVERYONE},
    "staffing_hold": {"POST": BOOKS},
    "deal_capacity": {"GET": EVERYONE},
}
