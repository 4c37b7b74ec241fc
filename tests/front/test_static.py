"""Stylesheets, scripts and templates as the strict policy and the page budget want them."""

import gzip
import re
from pathlib import Path

import pytest

import tandem.front
from tandem.front import look

FRONT = Path(tandem.front.__file__).parent
STATIC = FRONT / "static"
SOURCE = FRONT.parent
STYLESHEETS = sorted((STATIC / "front" / "css").rglob("*.css"))
SCRIPTS = sorted((STATIC / "front" / "js").glob("*.js"))
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
INLINE = re.compile(r"""\sstyle\s*=\s*["']|<style|\son[a-z]+\s*=\s*["']|hx-on|<script(?![^>]*\ssrc=)|\|\s*safe\b""")
KILOBYTE = 1024


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_has_nothing_inline_and_marks_nothing_safe(template):
    assert INLINE.findall(template.read_text()) == []


def test_the_layers_are_declared_once_and_each_file_keeps_to_one():
    declared = [path.name for path in STYLESHEETS if re.search(r"@layer [^{;]+,[^{;]+;", path.read_text())]
    assert declared == ["reset.css"]
    for path in STYLESHEETS:
        assert len(re.findall(r"^@layer \w+ \{", path.read_text(), re.MULTILINE)) == 1, path.name
        assert len(path.read_text().splitlines()) < 300, path.name


def test_every_source_is_in_exactly_one_bundle_or_is_linked_by_itself():
    joined = [source for sources in look.BUNDLES.values() for source in sources]
    alone = {"js/board.js", "js/book.js"}
    assert len(joined) == len(set(joined))
    assert set(joined) | alone == {str(path.relative_to(STATIC / "front")) for path in [*STYLESHEETS, *SCRIPTS]}


@pytest.mark.django_db
def test_a_bundle_is_kept_for_good_under_its_own_digest_only(client):
    kept = client.get(look.look("app.css"), headers={"Accept-Encoding": "gzip, br"})
    assert kept["Cache-Control"] == "public, max-age=31536000, immutable"
    assert kept["Content-Encoding"] == "gzip"
    assert gzip.decompress(kept.content).startswith(b"@layer reset,tokens,base,layout,components,screens,utilities;")
    assert b'url("/static/vendor/inter-' in gzip.decompress(kept.content)
    assert client.get("/look/000000000000/app.css")["Cache-Control"] == "no-cache"
    assert client.get("/look/000000000000/other.css").status_code == 404


def test_every_face_that_a_stylesheet_asks_for_is_there():
    tokens = STATIC / "front" / "css" / "tokens.css"
    faces = re.findall(r'url\("([^"]+)"\)', tokens.read_text())
    assert len(faces) == 3
    assert all((tokens.parent / face).resolve().is_file() for face in faces)


def test_scripts_never_evaluate_words_and_stay_small():
    for script in SCRIPTS:
        assert not re.search(r"\beval\(|new Function|javascript:", script.read_text()), script.name
    assert len(gzip.compress(b"".join(script.read_bytes() for script in SCRIPTS))) < 10 * KILOBYTE


@pytest.mark.django_db
def test_a_first_visit_weighs_at_most_130_kilobytes(client, world, settings):
    client.force_login(world.lea, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = client.get("/keyboard/").content
    files = set(re.findall(r'(?:src|href)="/static/([^"]+\.(?:css|js|woff2))"', page.decode()))
    bundles = set(re.findall(r'(?:src|href)="(/look/[^"]+)"', page.decode()))
    weight = sum(
        [
            len(gzip.compress(page)),
            *(_carried(STATIC / name) for name in files),
            *(len(client.get(address, headers={"Accept-Encoding": "gzip"}).content) for address in bundles),
        ]
    )
    assert (len(files), len(bundles)) == (3, 3)
    assert weight <= 130 * KILOBYTE, weight


def _carried(path: Path) -> int:
    return path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes()))
