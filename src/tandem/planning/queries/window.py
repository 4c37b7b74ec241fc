"""What a heat map is asked to show."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from tandem.calc.weeks import Weeks, axis, plus_weeks, week_of
from tandem.planning.queries.pipeline import OpenDeal

BOOKED, LIKELY, ALL = "booked", "likely", "all"
LENSES = (BOOKED, LIKELY, ALL)
WEEKS = (14, 26, 52)
YEARS_AWAY = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Window:
    """`flipped` are deals that count the other way than the lens says. `everyone` opens every team."""

    axis: Weeks
    lens: str = LIKELY
    team: int | None = None
    flipped: frozenset[int] = frozenset()
    everyone: bool = False

    def counts(self, deal: OpenDeal) -> bool:
        """Does this map count the deal?"""
        if self.lens == BOOKED:
            return False
        return (self.lens == ALL or deal.is_likely) != (deal.pk in self.flipped)

    def query(self, **changes: Any) -> str:
        """The page's query, with other values of the given fields: "lens=all&weeks=26"."""
        return urlencode(replace(self, **changes).fields())

    def fields(self, *but: str) -> list[tuple[str, str]]:
        """Its parameters, for links and forms, without those that the form asks for itself."""
        wanted = {
            "lens": self.lens if self.lens != LIKELY else "",
            "team": str(self.team or ""),
            "weeks": str(self.axis.count) if self.axis.count != WEEKS[0] else "",
            "from": str(self.axis.first),
            "flip": ",".join(map(str, sorted(self.flipped))),
            "show": "all" if self.everyone else "",
        }
        return [(name, value) for name, value in wanted.items() if value and name not in but]

    def around(self, today: date, weeks: int | None = None) -> str:
        """The query of the same map from this week on, or of as many weeks from where it begins."""
        first = self.axis.first if weeks else week_of(today)
        return self.query(axis=Weeks(first, weeks or self.axis.count))

    def later(self, weeks: int) -> str:
        """The query of the same map, some weeks later (earlier when negative)."""
        return self.query(axis=Weeks(plus_weeks(self.axis.first, weeks), self.axis.count))


def window(asked: Any, today: date) -> Window:
    """From the parameters of a page. What makes no sense is left at its default: a link is never an error."""
    lens, team = asked.get("lens", ""), asked.get("team", "")
    return Window(
        axis(_day(asked.get("from", ""), today), _weeks(asked.get("weeks", ""))),
        lens if lens in LENSES else LIKELY,
        int(team) if team.isdecimal() and len(team) < 10 else None,
        frozenset(int(word) for word in asked.get("flip", "").split(",") if word.isdecimal() and len(word) < 10),
        asked.get("show") == "all",
    )


def _day(words: str, today: date) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return today
    return day if abs(day - today) <= YEARS_AWAY else today


def _weeks(words: str) -> int:
    return min(max(int(words), 4), 52) if words.isdecimal() and len(words) < 4 else WEEKS[0]
