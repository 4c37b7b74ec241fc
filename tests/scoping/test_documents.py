"""The client's papers: what was typed is text and nothing else, and nothing of ours is in them."""

import io
import zipfile

import pytest

from tandem.engagements.models import Assumption, Duty, Engagement, Outcome, Risk
from tandem.gates import Refused
from tandem.scoping.actions import draft, items, lines
from tandem.scoping.actions.document import DOCX, PDF, draw
from tandem.scoping.documents import check
from tandem.scoping.documents.builtin import builtin
from tandem.scoping.documents.check import must_be_usable
from tandem.scoping.documents.docx import docx
from tandem.scoping.documents.example import AT, example
from tandem.scoping.documents.faulty import Faulty
from tandem.scoping.documents.pdf import pdf
from tandem.scoping.models import DocumentKind
from tandem.scoping.queries.document import Cover, Key, client_data
from tests import pdf_text
from tests.docx_file import changed, parts_of, template, words_of

HOSTILE = [
    '#panic(1) *bold* _it_ $x^2$ <label> @ref `raw` // no /* comment */ #import "/web/paper.py": *',
    "{{ firm }} {% for x in y %} {%p if 1 %} {# no #} {{r x }} {%tr endfor %} {_{ }_}",
    "<w:p><w:r><w:t>x</w:t></w:r></w:p> & &amp; ]]> <!DOCTYPE a [<!ENTITY b 'c'>]> <script>alert(1)</script>",
    "Zażółć gęślą jaźń Ελληνικά Русский 1 000 € “curly” – dash … \u200b\u00ad",
    "שלום עולם (\u202eevil\u202c) مرحبا بالعالم",
    "control \x00\x01\x0b\x0c\x1b letters\x7f and \ud800 halves",
    "=1+1\t@SUM(A1)\n-2",
]
LETTERS = "漢字"


def data(kind: str = "sow", **fields) -> dict:
    return {**example("GBP"), "kind": kind, "mark": "", **fields}


def hostile(words: str) -> dict:
    """The words in every place where people type."""
    return {
        "firm": words, "client": words, "contact": words, "title": words, "package": words, "paragraph": words,
        "included": [words], "excluded": [words], "acceptance": [words], "changes": [words], "assumptions": [words],
        "duties": [{"words": words, "due": ""}], "milestones": [{"name": words, "on": ""}],
        "outcomes": [dict.fromkeys(example("GBP")["outcomes"][0], words)],
        "keys": [{"side": "Sales", "name": words, "on": ""}],
    }  # fmt: skip


def seen(words: str) -> str:
    """As paper holds it: without letters that no file can hold."""
    return "".join(letter for letter in words if letter.isprintable() or letter in "\n\t")


# What was typed is text


@pytest.mark.parametrize("kind", DocumentKind.values)
@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_type_is_never_markup_in_the_pdf(kind, words):
    content = pdf(data(kind, **hostile(words)), at=AT)
    assert content.startswith(b"%PDF-1.7")
    told = pdf_text.words_of(content)
    if all(letter < "\u0500" for letter in words):  # from right to left the letters stand in another order
        assert pdf_text.close(seen(words)).split("\u202e")[0] in told


@pytest.mark.parametrize("kind", DocumentKind.values)
@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_type_is_never_markup_in_the_docx(kind, words):
    content = docx(builtin(kind), data(kind, **hostile(words)), at=AT)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
    told = pdf_text.close(words_of(content))
    wanted = words.replace("{_{", "{{").replace("}_}", "}}")  # the library's own way of writing a brace
    assert told.count(pdf_text.close("".join(letter for letter in wanted if letter.isprintable()))) >= 10 or any(
        not letter.isprintable() for letter in wanted
    )
    assert "<script>" not in parts_of(content)["word/document.xml"]


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_ten_thousand_letters_without_a_space_stay_on_the_paper(kind):
    told = pdf_text.words_of(pdf(data(kind, paragraph="x" * 10_000, included=["word " * 2_000]), at=AT))
    assert told.count("x" * 32) >= 10_000 // 32 - 10  # the foot of each page stands in between
    assert told.count("word") >= 1_990


def test_letters_that_no_font_has_are_told_and_never_vanish(db):
    with pytest.raises(Refused, match="No font here has “漢") as refused:
        draw(data(included=[LETTERS]), PDF, at=AT)
    assert not refused.value.findings[0].waivable
    assert LETTERS in words_of(draw(data(included=[LETTERS]), DOCX, at=AT).content)


@pytest.mark.parametrize("format", [PDF, DOCX])
def test_three_hundred_clauses_and_none_at_all(db, format):
    many = [f"Clause {n}" for n in range(300)]
    full = draw(data(included=many, excluded=many, assumptions=many), format, at=AT).content
    told = pdf_text.words_of(full) if format == PDF else pdf_text.close(words_of(full))
    assert told.count("Clause299") == 3
    nothing = {name: [] for name, value in example("GBP").items() if isinstance(value, list)}
    blank = {name: "" for name, value in example("GBP").items() if isinstance(value, str) and name != "kind"}
    assert draw({**data(), **blank, **nothing}, format, at=AT).content


@pytest.mark.parametrize("format", [PDF, DOCX])
def test_the_same_words_on_the_same_day_give_the_same_bytes(db, format):
    assert draw(data(), format, at=AT).content == draw(data(), format, at=AT).content


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_a_draft_says_so_on_every_page(kind):
    told = pdf_text.words_of(pdf(data(kind, mark="Draft, not judged", paragraph="word " * 3_000), at=AT))
    pages = told.count("Statementofwork·Scope2,0f343b093112·Draft,notjudged")
    assert pages >= 3
    assert told.count("Draft,notjudged") >= 2 * pages  # across the page, and at its foot
    assert "Draft" not in pdf_text.words_of(pdf(data(kind), at=AT))


def test_a_firms_template_says_that_it_is_a_draft_whether_it_likes_it_or_not():
    parts = parts_of(docx(template("{{ title }}"), data(mark="Draft, not judged"), at=AT))
    assert "Draft, not judged" in parts["word/document.xml"]
    assert any("Draft, not judged" in part for name, part in parts.items() if "header" in name)
    assert "Draft" not in "".join(parts_of(docx(template("{{ title }}"), data(), at=AT)).values())


# Nothing of ours is in them

SECRETS = {
    "risk": "Sponsor drinks at lunch", "mitigation": "Blame the vendor", "because": "They will never notice",
    "assumed": "Their CTO is clueless", "condition": "only if Dov is sober",
}  # fmt: skip
FIGURES = ["61.25", "120.50", "49.2", "612", "1,205", "8640", "144 h", "11.7"]


@pytest.fixture
def secretive(world, analyst) -> Engagement:
    """A deal with everything that a client must never read."""
    deal = world.deal
    scope = draft.start(deal, by=world.sol, at=world.at)
    items.add(scope, by=world.sol, at=world.at, kind="in", words="One asset register", because=SECRETS["because"])
    lines.add(scope, by=world.sol, at=world.at, today=world.today, role=analyst, minutes=8640)
    Risk.objects.create(engagement=deal, words=SECRETS["risk"], mitigation=SECRETS["mitigation"], impact_money=8640)
    Assumption.objects.create(
        engagement=deal, words="The extract is clean", raised_by=world.sol, raised_at=world.at,
        because=SECRETS["assumed"], answer="if", answered_by=world.dee, condition=SECRETS["condition"],
    )  # fmt: skip
    Duty.objects.create(engagement=deal, words="Give access to SAP", for_client=True, due_on=world.today)
    Duty.objects.create(engagement=deal, words="Our own duty", for_client=False)
    Outcome.objects.create(engagement=deal, title="One register", proves="98% matched", measured_on=world.today)
    return deal


def test_only_what_both_sides_agreed_is_gathered(world, secretive):
    scope = draft.start(secretive, by=world.sol, at=world.at)
    found = client_data(secretive, scope, "sow", Cover(world.at, keys=[Key("Sales", "Sol Hart")]))
    told = repr(found)
    for words in [*SECRETS.values(), *FIGURES, "Our own duty", "margin", "cost"]:
        assert words not in told
    assert found["included"] == ["One asset register"]
    assert found["duties"] == [{"words": "Give access to SAP", "due": "24 Nov 2026"}]
    assert found["price"] == "£17,352"  # 144 h x 120.50
    assert set(found) == set(example("GBP"))


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_no_file_says_what_is_ours_not_even_about_itself(world, secretive, kind):
    scope = draft.start(secretive, by=world.sol, at=world.at)
    found = client_data(secretive, scope, kind, Cover(world.at))
    drawn = {format: draw(found, format, at=world.at).content for format in (PDF, DOCX)}
    told = {
        PDF: pdf_text.words_of(drawn[PDF]) + pdf_text.about(drawn[PDF]),
        DOCX: "\n".join(f"{name}\n{part}" for name, part in parts_of(drawn[DOCX]).items() if "thumbnail" not in name),
    }
    for format, words in told.items():
        for secret in SECRETS.values():
            assert secret not in words, format
            assert pdf_text.close(secret) not in words, format
        for name in ("Sol Hart", "Dee Lund", "SolHart", "python-docx"):
            assert name not in words, format
    assert not [name for name in parts_of(drawn[DOCX]) if "comment" in name]
    assert "<dc:creator>Brook &amp; Vale</dc:creator>" in parts_of(drawn[DOCX])["docProps/core.xml"]
    for figure in FIGURES:
        assert figure not in pdf_text.words_of(drawn[PDF])
        assert figure not in words_of(drawn[DOCX])


@pytest.mark.parametrize("n", [3, 300])
def test_gathering_takes_as_many_queries_for_300_rows_as_for_3(world, drafted, n, django_assert_num_queries):
    for each in range(n):
        items.add(drafted, by=world.sol, at=world.at, kind="in", words=f"C{each}")
    Assumption.objects.bulk_create(
        Assumption(engagement=world.deal, words=f"A{each}", raised_by=world.sol, raised_at=world.at)
        for each in range(n)
    )
    Duty.objects.bulk_create(Duty(engagement=world.deal, words=f"D{each}", for_client=True) for each in range(n))
    Outcome.objects.bulk_create(Outcome(engagement=world.deal, title=f"O{each}") for each in range(n))
    with django_assert_num_queries(5):
        client_data(world.deal, drafted, "sow", Cover(world.at))


# A template is looked through before it's opened


def test_the_built_in_templates_are_usable_and_name_all_there_is():
    for kind in DocumentKind.values:
        must_be_usable(builtin(kind))
        told = words_of(docx(builtin(kind), data(kind), at=AT))
        for words in ("One register of 41,000 assets", "Changes to SAP", "8 Jan 2026", "£286,000", "Priya Raman"):
            assert words in told


GOOD = template("{{ title }}", "{%p for words in included %}", "{{ words|upper }}", "{%p endfor %}")
RELS = "word/_rels/document.xml.rels"


def test_a_template_of_the_firms_own_is_filled_in():
    must_be_usable(GOOD)
    assert words_of(docx(GOOD, data(), at=AT)).strip().splitlines()[-2:] == [
        "ONE REGISTER OF 41,000 ASSETS", "TWO PEOPLE TRAINED",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("{{ margin }}", "'margin' is undefined"),
        ("{{ outcomes[0].cost }}", "has no attribute 'cost'"),
        ("{{ title.__class__ }}", "'__class__'"),
        ("{{ ''.__class__.__mro__ }}", "'__class__'"),
        ("{{ title.upper() }}", "can’t use “call”"),
        ("{{ range(9) }}", "can’t use “call”"),
        ("{{ 'a' * 999999999 }}", "can’t use “mul”"),
        ("{{ 9 ** 9 ** 9 }}", "can’t use “pow”"),
        ("{{ '%999999999d' % 1 }}", "can’t use “mod”"),
        ("{% set x = title %}", "can’t use “assign”"),
        ("{{ title ~ title }}", "can’t use “concat”"),
        ("{% include '/etc/passwd' %}", "can’t use “include”"),
        ("{% import 'os' as os %}", "can’t use “import”"),
        ("{% macro x() %}{% endmacro %}", "can’t use “macro”"),
        ("{{ title|attr('x') }}", "filter “attr”"),
        ("{{ title|center(99999999) }}", "filter “center”"),
        ("{% for a in included %}{% for b in included %}{% endfor %}{% endfor %}", "within another loop"),
        ("{% for a in included recursive %}{% endfor %}", "within another loop"),
        ("{{ title", "isn’t written right"),
        ("{% for a in included %}", "isn’t written right"),
        ("{{ title|nothing }}", "filter “nothing”"),
    ],
)
def test_what_a_template_may_not_say_is_told_by_its_name(words, problem):
    with pytest.raises(Faulty) as fault:
        must_be_usable(template(words))
    assert problem in str(fault.value)


def relation(target: str, kind: str = "attachedTemplate") -> dict:
    added = (
        f'<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )
    return {"swap": {RELS: (b"</Relationships>", added.encode())}}


def padded(size: int) -> bytes:
    return changed(GOOD, {"word/padding.xml": b" " * size})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "isn’t a DOCX"),
        (b"%PDF-1.7", "isn’t a DOCX"),
        (b"PK\x03\x04 but no more", "isn’t a DOCX"),
        (changed(b"PK\x05\x06" + b"\0" * 18, {"a.txt": b"b"}), "isn’t a DOCX"),
        (b"x" * (check.MOST_BYTES + 1), "larger than 5 MB"),
        (padded(check.MOST_UNPACKED), "Unpacked it’s larger"),
        (changed(GOOD, {f"word/{n}.xml": b"<a/>" for n in range(check.MOST_MEMBERS)}), "Unpacked it’s larger"),
        (changed(GOOD, {"word/vbaProject.bin": b"x"}), "macro"),
        (changed(GOOD, {"word/embeddings/oleObject1.xml": b"<a/>"}), "macro or another program"),
        (changed(GOOD, {"word/comments.xml": b"<a/>"}), "comments, which the client could read"),
        (
            changed(
                GOOD, swap={"[Content_Types].xml": (check.MAIN, check.MAIN.replace(b"document.main", b"macro.main"))}
            ),
            "without macros",
        ),
        (changed(GOOD, **relation("https://evil.example/t.dotm")), "fetches “https://evil.example/t.dotm”"),
        (changed(GOOD, **relation("file://server/share", "image")), "fetches “file://server/share”"),
        (changed(GOOD, **relation("javascript:alert(1)", "hyperlink")), "fetches “javascript:alert(1)”"),
        (
            changed(GOOD, {"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "word/x.xml: it declares a document type",
        ),
        (
            changed(GOOD, {"word/x.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")}),
            "declares a document type",
        ),
        (changed(GOOD, {"word/x.xml": b"<a>"}), "isn’t well-formed"),
        (
            changed(GOOD, {"word/x.xml": b'<a xmlns:w="w"><w:instrText>DDEAUTO cmd "/c calc"</w:instrText></a>'}),
            "field that fetches",
        ),
        (changed(GOOD, {"word/x.xml": b'<a xmlns:w="w"><w:ins w:id="1"></w:ins></a>'}), "tracked changes"),
    ],
)
def test_a_file_that_isnt_a_plain_docx_is_refused_in_words(content, problem):
    with pytest.raises(Faulty) as fault:
        must_be_usable(content)
    assert problem in str(fault.value)


def test_a_link_to_click_may_stand():
    must_be_usable(changed(GOOD, **relation("https://northlight.example", "hyperlink")))


def test_a_part_twice_or_damaged_is_refused():
    twice = io.BytesIO(GOOD)
    with zipfile.ZipFile(twice, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("word/document.xml", b"<a/>")
    with pytest.raises(Faulty, match="same part twice"):
        must_be_usable(twice.getvalue())
    spoilt = bytearray(GOOD)
    at = GOOD.index(b"word/styles.xml") + 200
    spoilt[at : at + 40] = b"\0" * 40
    with pytest.raises(Faulty):
        must_be_usable(bytes(spoilt))


def test_a_zip_that_lies_about_its_size_never_unpacks_more_than_it_said():
    """The member says that it has ten letters, and has forty million: no more than ten are ever read."""
    big = padded(check.MOST_UNPACKED - 1_000_000)
    lie = big.replace((check.MOST_UNPACKED - 1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lie != big
    with pytest.raises(Faulty, match=r"can’t be unpacked|isn’t well-formed"):
        must_be_usable(lie)
