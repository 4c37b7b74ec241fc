"""A CRM export of any size, for measuring: python bench/deals_file.py FILE [ROWS] [SEED].

Columns and habits of a HubSpot export: sparse cells, quoted commas, amounts with a sign, dates with a time.
About one row in a thousand can't be taken. The same seed writes the same file.
"""

import csv
import random
import sys
from datetime import date, timedelta
from pathlib import Path

HEADER = (
    "Record ID", "Deal Name", "Deal Stage", "Amount", "Currency", "Deal owner", "Close Date", "Create Date",
    "Deal probability", "Pipeline", "Associated Company", "Product", "Description", "Labels", "Labels",
)  # fmt: skip
STAGES = (
    "Appointment scheduled", "Qualified to buy", "Presentation scheduled", "Decision maker bought-in", "Contract sent",
    "Closed won", "Closed lost",
)  # fmt: skip
CHANCES = (20, 40, 60, 80, 90, 100, 0)
SUBJECTS = "data asset platform review rollout audit migration strategy support discovery training cloud billing field"
SURNAMES = "Halden Orchard Meridian Cardinal Brook Vale North Ridge Stone Harbour Lark Ember Quill Sable Tarn Weir"
WORDS, NAMES = SUBJECTS.split(), SURNAMES.split()
PEOPLE = [f"{first} {last}" for first in ("Ana", "Ben", "Cy", "Dora", "Eli", "Fay", "Gus", "Ida") for last in NAMES[:8]]


def write(file: Path, rows: int, seed: int = 1) -> None:
    pick = random.Random(seed)
    clients = [f"{a} {b} {c}" for a in NAMES for b in NAMES for c in ("Ltd", "GmbH", "Inc", "Group")]
    with file.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADER)
        lines.writerows(_row(number, pick, clients) for number in range(rows))


def _row(number: int, pick: random.Random, clients: list[str]) -> list[str]:
    stage = pick.randrange(len(STAGES))
    made = date(2022, 1, 1) + timedelta(days=pick.randrange(1700))
    close = (made + timedelta(days=pick.randrange(20, 300))).isoformat() if pick.random() > 0.05 else ""
    client = pick.choice(clients) if pick.random() > 0.1 else ""
    broken = pick.random() < 0.001
    amount = f"{pick.randrange(2_000, 900_000):,}.{pick.randrange(100):02}"
    return [
        str(10_000_000_000 + number), f"{pick.choice(WORDS)} {pick.choice(WORDS)}, {number}".capitalize(),
        STAGES[stage],
        "call me" if broken else f"£{amount}" if pick.random() < 0.5 else amount, "GBP", pick.choice(PEOPLE), close,
        f"{made} {pick.randrange(24):02}:{pick.randrange(60):02}", str(CHANCES[stage]), "Sales", client,
        pick.choice(WORDS).capitalize(), "He said \"yes\",\nthen rang off" if pick.random() < 0.2 else "", "key", "",
    ]  # fmt: skip


if __name__ == "__main__":
    given = sys.argv[1:]
    write(Path(given[0]), int(given[1]) if len(given) > 1 else 100_000, int(given[2]) if len(given) > 2 else 1)
