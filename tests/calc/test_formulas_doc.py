"""The worked examples of docs/formulas.md are run, so that the page can't say what the code doesn't do."""

import doctest
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formulas.md"
SUMS = PAGE.parents[1] / "src" / "tandem" / "calc"


def test_every_example_holds():
    done = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert done.attempted > 40
    assert done.failed == 0


@pytest.mark.parametrize("module", sorted(SUMS.glob("*.py")), ids=lambda module: module.stem)
def test_every_source_that_a_sum_names_is_a_heading_of_the_page(module):
    headings = {heading.lower() for heading in re.findall(r"^#+ (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)}
    code = re.sub(r"\s+", " ", module.read_text(encoding="utf-8"))
    named = re.findall(r"docs/formulas\.md, ([a-zA-Z ]+?)(?=[.:;]| \()", code)
    assert {name.lower() for name in named} <= headings
