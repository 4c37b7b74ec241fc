"""Where a row arrives, by everything in it that says so: its stage, its status, its flags of won and closed."""

from collections.abc import Collection
from decimal import Decimal

from tandem.connectors.files.columns import Unclear
from tandem.connectors.files.columns.flags import read_flag
from tandem.connectors.files.match import Mapping
from tandem.connectors.files.stages import (
    ARRIVALS,
    LOST,
    OPEN,
    QUALIFIED,
    SIGNED,
    Meaning,
    arrival,
    is_settled,
    meaning,
    status_of,
    word,
)

NO_STAGE = "(none)"
Said = tuple[str, str, str, str, str, str]
FIELDS = ("stage", "status", "pipeline", "is_won", "is_closed", "is_active")


class Outcomes:
    """Reads them under one mapping; what was read once isn't read again."""

    def __init__(self, header: tuple[str, ...], mapping: Mapping, pipelines: Collection[str] = ()) -> None:
        places = {name: place for place, name in enumerate(header)}
        self.mapping, self.pipelines = mapping, frozenset(pipelines)
        self.places = [places.get(mapping.columns.get(ours, ""), -1) for ours in FIELDS]
        self.stages = {word(name): stage for name, stage in mapping.stages.items() if stage in ARRIVALS}
        self.statuses = {word(name): told for name, told in mapping.statuses.items() if told in (OPEN, SIGNED, LOST)}
        self.every = mapping.stages.get("*", "")
        self._read: dict[Said, tuple[str, Decimal | None]] = {}

    def said(self, cells: list[str]) -> Said:
        """The row's words, in the order of FIELDS."""
        width = len(cells)
        return tuple(cells[at].strip() if 0 <= at < width else "" for at in self.places)  # type: ignore[return-value]

    def status(self, told: str) -> str:
        return self.statuses.get(word(told), "") or status_of(self.mapping.source, told)

    def is_settled(self, said: Said) -> bool:
        """Won or lost, whatever its stage is called."""
        return is_settled(self.status(said[1]), *self._flags(said))

    def chosen(self, label: str) -> str:
        """What a person said of this stage; "" if nobody did."""
        given = self.stages.get(word(label or NO_STAGE), "")
        return given or (self.every if not meaning(self.mapping.source, label, self.pipelines).known else "")

    def read(self, cells: list[str]) -> tuple[str, Decimal | None]:
        """(stage here, its usual probability)."""
        said = self.said(cells)
        if said not in self._read:
            self._read[said] = self._arrives(said)
        return self._read[said]

    def is_told(self, cells: list[str]) -> bool:
        """Does the row say anything about it?"""
        said = self.said(cells)
        return any(said[:2]) or any(said[3:])

    def _arrives(self, said: Said) -> tuple[str, Decimal | None]:
        label = said[0]
        meant = meaning(self.mapping.source, label, self.pipelines)
        if chosen := self.chosen(label):
            meant = Meaning(chosen, meant.probability if chosen == meant.stage else None, True)
        stage = arrival(meant, self.status(said[1]), *self._flags(said))
        share = {SIGNED: Decimal(1), LOST: Decimal(0)}.get(stage, meant.probability)
        return stage, (None if stage == QUALIFIED and share in (0, 1) else share)

    @property
    def has_stage(self) -> bool:
        return self.places[0] >= 0

    def _flags(self, said: Said) -> tuple[bool | None, bool | None]:
        won, closed, active = (_flag(value) for value in said[3:])
        if active is False and won is not True:
            known = meaning(self.mapping.source, said[0], self.pipelines)
            if known.stage != SIGNED:
                return False, True  # what Odoo archives without winning it is lost
        return won, closed


def _flag(value: str) -> bool | None:
    try:
        return read_flag(value)
    except Unclear:
        return None
