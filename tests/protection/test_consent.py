"""Whose word is whose: every record of consent is walked by every kind of person, and docs/consent.md says what came out
(WRITE_DOCS=1 writes its table anew)."""

import os
import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from tandem.engagements.actions.stage import WrongStage
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tests.protection.consent import RECORDS, Record
from tests.unlocked import of_the_test

DOC = Path(__file__).parents[2] / "docs" / "consent.md"
PEOPLE = {
    "lea": "Leadership", "sol": "Sales", "dee": "Delivery", "rex": "Resource", "fay": "Finance", "con": "Consultant",
}  # fmt: skip
STEPS = ("set", "clear", "replace")
REFUSALS = (PermissionDenied, Refused, Stale, ValidationError, WrongStage)


def may(world, record: Record, step: str, who: str) -> bool:
    """Does this person, alone, bring it about? Everything is taken back afterwards."""
    with of_the_test():
        row = record.row(world, step)
        try:
            with of_the_test():
                return record.steps[step](world, row, getattr(world, who))
        except REFUSALS:
            return False
        finally:
            transaction.set_rollback(True)


def walked(world, record: Record) -> str:
    cells = []
    for step in STEPS:
        named = [words for who, words in PEOPLE.items() if step in record.steps and may(world, record, step, who)]
        cells.append(", ".join(named) or ("nobody" if step in record.steps else "–"))
    return f"| {record.name} | {record.whose} | {' | '.join(cells)} |"


@pytest.fixture
def everybody(world):
    """Named on the deal from the start: what isn't theirs isn't refused for want of sight."""
    for who in PEOPLE:
        world.join(getattr(world, who), world.deal)
    assert world.dov
    return world


def told() -> dict[str, str]:
    rows = [line for line in DOC.read_text().splitlines() if line.count("|") == 6]
    return {row.split("|")[1].strip(): row for row in rows[2:]}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_the_document_says_who_sets_clears_and_replaces_it(everybody, record):
    found = walked(everybody, record)
    if os.environ.get("WRITE_DOCS"):
        rows = {**told(), record.name: found}
        table = "\n".join(
            ["| record | whose word | set by | cleared by | replaced by |", "|---|---|---|---|---|", *rows.values()]
        )
        text = re.sub(
            r"(<!-- consent -->\n).*?(\n<!-- /consent -->)",
            lambda at: at[1] + table + at[2],
            DOC.read_text(),
            flags=re.DOTALL,
        )
        DOC.write_text(text)
    assert told().get(record.name) == found, "Write it anew: WRITE_DOCS=1 pytest tests/protection/test_consent.py"


def test_the_document_knows_no_other_record():
    assert list(told()) == [record.name for record in RECORDS]


@pytest.mark.parametrize("record", [each for each in RECORDS if "elivery" in each.name], ids=lambda record: record.name)
def test_sales_never_speaks_for_delivery(everybody, record):
    assert not [step for step in record.steps if may(everybody, record, step, "sol")]
