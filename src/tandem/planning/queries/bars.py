"""The firm's whole work week by week, over the columns of the heat map."""

from typing import NamedTuple

import numpy as np

from tandem.planning.queries.heat import Firm, teams_of


class Bar(NamedTuple):
    """Full-time people: work that is booked, that the pipeline adds, and that doesn't fit into the team that has to
    do it. `capacity` may be more: free people of the wrong skills."""

    booked: float
    likely: float
    over: float
    capacity: float

    @property
    def total(self) -> float:
        return self.booked + self.likely + self.over


def bars(firm: Firm) -> list[Bar]:
    """One for each week that is shown."""
    shown = [firm.team_index[team.pk] for team in teams_of(firm)]
    available = firm.by_team.available[shown, firm.shown]
    hard = firm.by_team.hard[shown, firm.shown]
    total = hard + firm.held[shown, firm.shown] + firm.demand(firm.weights)[shown, firm.shown]
    over = np.maximum(total - available, 0).sum(axis=0)
    booked = np.minimum(hard, available).sum(axis=0)
    likely = total.sum(axis=0) - over - booked
    unit = firm.settings.week_minutes
    columns = zip(booked, likely, over, available.sum(axis=0), strict=True)
    return [Bar(*(float(value) / unit for value in column)) for column in columns]
