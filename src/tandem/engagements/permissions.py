"""Who may use which address of engagements. Which deals they see is `Engagement.objects.visible_to`."""

from tandem.engagements import section_permissions
from tandem.people.permissions import Table

TABLE: Table = {**section_permissions.TABLE}
