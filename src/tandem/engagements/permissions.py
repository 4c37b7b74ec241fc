"""Who may use which address of engagements. Which deals they see is `Engagement.objects.visible_to`."""

from tandem.engagements import section_permissions
from tandem.people.permissions import BOTH_SIDES, EVERYONE, SELLERS, Table

TABLE: Table = {
    **section_permissions.TABLE,
    "pipeline": {"GET": EVERYONE},
    "pipeline_view_save": {"POST": EVERYONE},
    "pipeline_view_rename": {"POST": EVERYONE},
    "pipeline_view_delete": {"POST": EVERYONE},
    "deal_edit": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "deal_qualify": {"POST": BOTH_SIDES},
    "deal_lose": {"GET": SELLERS, "POST": SELLERS},
    "deal_confidential": {"POST": SELLERS},
    "deal_fit": {"GET": EVERYONE, "POST": BOTH_SIDES},
    "deal_fit_score": {"GET": EVERYONE},
    "deal_talk": {"GET": EVERYONE, "POST": EVERYONE},
}
