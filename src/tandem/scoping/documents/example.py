"""An example of everything that a template may name: what an uploaded one is tried with."""

from datetime import UTC, datetime
from typing import Any

from tandem.web.words import money

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
NO_CURRENCY = "XXX"  # ISO 4217, for where only the places of the words matter
PRICE, DISCOUNT = 286_000, 12_500
_WORDS: dict[str, Any] = {
    "kind": "sow",
    "heading": "Statement of work",
    "mark": "Example",
    "firm": "Your firm",
    "client": "Halden Water",
    "contact": "Ruth Castellan",
    "title": "Asset data platform",
    "package": "Data platform Gold",
    "number": 2,
    "version": "Scope 2, 0f343b093112",
    "digest": "0f343b0931126a20f133d67c2b018a3b1b2f6d1c8a9d1c5f0e4b6a7c8d9e0f1a",
    "on": "15 Jan 2026",
    "valid_until": "27 Feb 2026",
    "paragraph": "One register with an owner for every field.\nRun by their own people within months.",
    "outcomes": [
        {
            "title": "Planners trust one register", "proof": "98% of assets matched to a place on the map",
            "measured_how": "Audit sample of 500", "measured_by": "Ruth Castellan", "by": "30 Apr 2026",
            "baseline": "61", "target": "98", "unit": "%", "not_meant": "A register without places",
        }
    ],
    "included": ["One register of 41,000 assets", "Two people trained"],
    "excluded": ["Changes to SAP"],
    "acceptance": ["Five working days for each milestone."],
    "changes": ["Written down, priced and signed before work on it starts."],
    "assumptions": ["Work orders carry the asset number."],
    "duties": [{"words": "Give read access to SAP", "due": "8 Jan 2026"}],
    "milestones": [{"name": "Register live", "on": "28 Mar 2026"}],
    "starts": "12 Jan 2026",
    "ends": "26 Jun 2026",
    "keys": [
        {"side": "Sales", "name": "Tom Bergqvist", "on": "10 Jan 2026"},
        {"side": "Delivery", "name": "Priya Raman", "on": ""},
    ],
}  # fmt: skip


def example(currency: str) -> dict[str, Any]:
    """As a firm that counts in this currency would fill one in."""
    return {**_WORDS, "price": money(PRICE, currency), "discount": money(DISCOUNT, currency)}
