"""Who may use which address of the scorecard. Figures of a class that somebody may not see aren't on their page."""

from tandem.people.permissions import EVERYONE, Table

TABLE: Table = {"scorecard": {"GET": EVERYONE}, "scorecard_metric": {"GET": EVERYONE}}
