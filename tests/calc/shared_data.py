"""Data that nobody here wrote, from the folder beside the checkout."""

import csv
import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "../shared/data"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file; without it the test fails where CI=true, and is passed over elsewhere."""
    path = Path(os.environ.get("TANDEM_SHARED_DATA", BESIDE)) / name
    if not path.exists():
        reason = f"{name} isn't in the shared data beside the checkout (see TANDEM_SHARED_DATA)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return list(csv.DictReader(file))
