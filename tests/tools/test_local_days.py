"""A day is the firm's day: `.date()` of a moment is the day in whatever zone it happens to be held in, mostly UTC."""

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src" / "tandem"
# Calls after which `.date()` is a day somewhere in particular, or of a moment without any zone.
SAID_WHERE = {"localtime", "astimezone", "strptime", "combine"}
# The cells of a spreadsheet have no zone. The sample's moments are made in the firm's.
NAIVE = {("connectors/files/unpack.py", "cell")}
APART = ("front/sample/", "/migrations/")


def guesses(text: str, name: str) -> list[int]:
    """The lines that take a moment's day without saying where."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
        and not says_where(node.func.value)
        and (name, ast.unparse(node.func.value)) not in NAIVE
    ]


def says_where(value: ast.expr) -> bool:
    if not isinstance(value, ast.Call):
        return False
    called = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return called in SAID_WHERE or (called == "fromtimestamp" and len(value.args) + len(value.keywords) > 1)


def test_no_day_is_taken_from_a_moment_without_saying_where():
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if not any(part in f"/{name}" for part in APART):
            found += [f"{name}:{line}: use timezone.localdate" for line in guesses(path.read_text("utf-8"), name)]
    assert found == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("at.date()", True), ("row.at.date()", True), ("(at + day).date()", True), ("fromtimestamp(5).date()", True),
        ("timezone.localdate(at)", False), ("timezone.localtime(at).date()", False), ("at.astimezone(zone).date()", False),
        ("fromtimestamp(5, zone).date()", False), ("datetime.strptime(a, b).date()", False), ("row.date(5)", False),
    ],
)  # fmt: skip
def test_it_finds_what_it_is_for(line, told):
    assert bool(guesses(line, "any.py")) == told


def test_no_length_of_a_day_is_written_down():
    """450 minutes were counted as everybody's day, whatever the firm's."""
    pages = [path for kind in ("*.html", "*.py") for path in SOURCES.rglob(kind)]
    told = [
        f"{path.name}:{number}"
        for path in pages
        if not any(part in f"/{path.relative_to(SOURCES).as_posix()}" for part in APART)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "days_of_work(4" in line
        or "* 450" in line
        or "or 450" in line
        or "|days_of_work}" in line
        or "|days_of_work)" in line
    ]
    assert told == []
