"""Who may use which address of jobs. Everybody sees and decides about their own; whose rows those are, `visible_to` says."""

from tandem.people.permissions import ADMIN, EVERYONE, LEADERS, Table

TABLE: Table = {
    "settings_jobs": {"GET": LEADERS | {ADMIN}},
    "jobs": {"GET": EVERYONE},
    "job_again": {"POST": EVERYONE},
    "job_give_up": {"POST": EVERYONE},
}
