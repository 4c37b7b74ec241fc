"""Who may use which address of delivery."""

from tandem.people.models import Access
from tandem.people.permissions import BOTH_SIDES, DELIVERERS, EVERYONE, Table

LEADS = DELIVERERS
RUNS = frozenset({Access.DELIVERY, Access.LEADERSHIP, Access.CONSULTANT})

TABLE: Table = {
    "projects": {"GET": EVERYONE},
    "project": {"GET": EVERYONE},
    "project_milestones": {"GET": EVERYONE, "POST": LEADS},
    "project_milestone": {"GET": LEADS, "POST": LEADS},
    "project_milestone_done": {"POST": LEADS},
    "project_promises": {"GET": EVERYONE, "POST": BOTH_SIDES},
    "project_hours": {"GET": EVERYONE, "POST": LEADS},
    "project_changes": {"GET": EVERYONE, "POST": BOTH_SIDES},
    "project_change_key": {"POST": BOTH_SIDES},
    "project_change_client": {"POST": BOTH_SIDES},
    "project_change_decline": {"POST": BOTH_SIDES},
    "project_status": {"GET": EVERYONE, "POST": RUNS},
    "project_close": {"POST": LEADS},
    "deal_amendments": {"GET": EVERYONE},
    "deal_amendment_add": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "deal_amendment_new": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "deal_amendment_agree": {"POST": BOTH_SIDES},
    "deal_amendment_client": {"POST": BOTH_SIDES},
    "deal_amendment_decline": {"POST": BOTH_SIDES},
    "deal_amendment_read": {"POST": BOTH_SIDES},
    "me_week": {"GET": EVERYONE, "POST": EVERYONE},
}
