"""The documents say what the code does: every rule by its label, every link to a file that's there, every command."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from tandem.gates import Rule

ROOT = Path(__file__).parents[1]
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PACKAGES = ("clients", "catalogue", "engagements", "scoping", "review", "handoff", "delivery", "learning")


def gate_modules():
    for package in PACKAGES:
        gate = importlib.import_module(f"tandem.{package}.gate")
        yield gate
        for found in pkgutil.iter_modules(getattr(gate, "__path__", [])):
            yield importlib.import_module(f"{gate.__name__}.{found.name}")


def rules() -> dict[str, str]:
    """Every rule that stands in a gate: its label by its name."""
    return {
        each.name: str(each.label)
        for module in gate_modules()
        for value in vars(module).values()
        if isinstance(value, tuple) and value and all(isinstance(each, Rule) for each in value)
        for each in value
    }


def test_every_rule_is_in_the_document_and_no_other():
    rows = [line for line in (ROOT / "docs" / "gates.md").read_text().splitlines() if line.count("|") == 4]
    told = {label.strip() for row in rows[2:] for label in row.split("|")[3].split("·")}
    assert told == set(rules().values())


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(paper):
    for target in re.findall(r"\]\(([^)#\s]+)\)", paper.read_text()):
        if not target.startswith("http"):
            assert (paper.parent / target).exists(), target


def test_every_command_of_the_documents_exists():
    listed = (ROOT / "run").read_text()
    for paper in PAPERS:
        for command in re.findall(r"\./run ([a-z]+)", paper.read_text()):
            assert re.search(rf"\./run {command}\b", listed), f"{paper.name}: ./run {command}"


def test_every_management_command_of_the_documents_exists():
    from django.core.management import get_commands

    for paper in PAPERS:
        for command in re.findall(r"\./run manage ([a-z]+)", paper.read_text()):
            assert command in get_commands(), f"{paper.name}: ./run manage {command}"
