"""Who may use which address of debriefs and lessons."""

from tandem.people.permissions import BOTH_SIDES, EVERYONE, LEADERS, Table

TABLE: Table = {
    "debrief": {"GET": EVERYONE, "POST": BOTH_SIDES},
    "debrief_close": {"POST": BOTH_SIDES},
    "lessons": {"GET": EVERYONE},
    "lesson": {"GET": EVERYONE, "POST": LEADERS},
}
