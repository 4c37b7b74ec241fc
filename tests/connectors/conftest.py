"""Imports in tests: files of their own, media in a folder of the test's, the worker right behind each request."""

from pathlib import Path

import pytest

from tandem.connectors.actions import apply, receive, undo
from tandem.connectors.files.match import Mapping
from tandem.connectors.models import ImportBatch

HEADER = "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Associated Company\n"
ROWS = (
    "1,Asset platform,Contract sent,1000,sol@brook.example,2026-12-11,2026-06-01,Halden Water\n"
    "2,Data audit,Appointment scheduled,2000,Sol Hart,2027-01-15,2026-06-02,Orchard Ltd\n"
    "3,Old review,Closed won,3000,Nobody Here,2025-03-01,2024-12-01,Orchard\n"
    "4,Lost bid,Closed lost,4000,Sol Hart,2026-05-01,2026-01-05,\n"
)
FILE = HEADER + ROWS


class Importer:
    """Brings text in as a file, the whole way or step by step."""

    def __init__(self, world) -> None:
        self.world = world

    def look(self, text: str | Path, **told: dict) -> ImportBatch:
        content = text.read_bytes() if isinstance(text, Path) else text.encode()
        batch = receive.receive([content], "deals.csv", by=self.world.sol, at=self.world.at)
        receive.look(batch, at=self.world.at)
        if told:
            mapping = Mapping.from_json(batch.mapping)
            for part, values in told.items():
                getattr(mapping, part).update(values)
            batch = receive.settle(batch, mapping, seen=batch.version, by=self.world.sol, at=self.world.at)
            receive.look(batch, at=self.world.at)
        return batch

    def bring(self, text: str | Path, size: int = 1000, **told: dict) -> ImportBatch:
        batch = apply.start(self.look(text, **told), by=self.world.sol, at=self.world.at)
        return apply.run(batch, by=self.world.sol, at=self.world.at, size=size)

    def undo(self, batch: ImportBatch) -> ImportBatch:
        batch = undo.start(batch, by=self.world.lea, at=self.world.at)
        return undo.run(batch, by=self.world.lea, at=self.world.at)


@pytest.fixture
def importer(world, settings, tmp_path, worker_behind) -> Importer:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Importer(world)
