"""Papers: what people typed is never markup, the bytes are the same every time, nothing vanishes without a word."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tandem.web import paper
from tandem.web.paper import Undrawable, render

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SHEET = """#import "/web/papers/paper.typ": *
#let d = json(bytes(sys.inputs.data))
#show: paper.with(title: d.title, kicker: "Statement of work", foot: d.title)
#d.words
"""


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    """A paper of our look, from a house that stands elsewhere."""
    look = tmp_path / "web" / "papers"
    look.mkdir(parents=True)
    (look / "paper.typ").write_text((Path(paper.ROOT) / "web" / "papers" / "paper.typ").read_text())
    (tmp_path / "sheet.typ").write_text(SHEET)
    monkeypatch.setattr(paper, "ROOT", tmp_path)
    return "sheet.typ"


@pytest.mark.parametrize(
    "words",
    [
        "Plain words.",
        "*not bold* _nor this_ #panic(1) $x^2$ <label> @reference `raw` // not a comment /* nor this */",
        '"quoted" \\u{48} \\ #import "/web/paper.py": * [content] {code}',
        "Zażółć gęślą jaźń, Ελληνικά, Русский, 1 000 €, “curly” – dash …",
        "x" * 10_000,
        "line\nline\n\nparagraph\ttab",
        "",
    ],
)
def test_words_are_words_whatever_they_say(sheet, words):
    made = render(sheet, {"title": "Halden " + words[:20], "words": words}, at=AT)
    assert made.startswith(b"%PDF-1.")
    assert b"pdfaid" in made, "it is PDF/A"


def test_the_same_data_make_the_same_bytes_and_another_day_makes_others(sheet):
    data = {"title": "Halden", "words": "Three reports."}
    assert render(sheet, data, at=AT) == render(sheet, data, at=AT)
    assert render(sheet, data, at=AT) != render(sheet, data, at=AT.replace(day=25))
    assert render(sheet, data, at=AT) != render(sheet, {**data, "words": "Four reports."}, at=AT)


def test_what_no_font_can_draw_is_told_not_dropped(sheet):
    with pytest.raises(Undrawable) as refused:
        render(sheet, {"title": "Halden", "words": "nobody draws \U0010fffd"}, at=AT)
    assert refused.value.text == "\U0010fffd"


def test_a_fault_of_the_paper_itself_is_not_taken_for_a_missing_letter(sheet):
    (paper.ROOT / sheet).write_text("#nothing-of-that-name")
    with pytest.raises(Exception, match="unknown variable"):
        render(sheet, {}, at=AT)
