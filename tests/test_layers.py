"""What the linter of imports can't see: foreign keys, templates, receivers, and the house's other rules.

Every test gathers all offenders, so that one run names everything that has to be put right.
"""

import ast
import re
import subprocess
import warnings
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tandem"
RANK = {name: place for place, name in enumerate(settings.PACKAGES)}
# Templates without a package: the frames that pages of every package extend.
FRAMES = {"shell.html", "entrance.html", "client.html"}
# Where markup is made by hand, and why that's right there. Add a line only with its reason.
MARKUP_BY_HAND = {
    "front/icons.py": "a constant attribute; every value goes through format_html",
    "planning/views/heat.py": "cells of whole numbers and escaped names: a template's loop is fifty times as slow",
}
SLOW_TO_IMPORT = {"ortools", "pandas", "polars", "python_calamine", "scipy", "typst", "xlsxwriter"}
NETWORK = {"http.client", "urllib.request"}
FUNCTION_LINES, FILE_LINES, TEMPLATE_LINES = 50, 300, 120


def python_files(folder: Path = SOURCE) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def templates() -> Iterator[Path]:
    return (path for path in sorted(SOURCE.glob("*/templates/**/*")) if path.is_file())


def committed_files() -> list[Path]:
    """All that git knows, or in a checkout without git all that isn't made by ./run."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]
    made = {".git", ".boot", ".venv", ".venv-test", ".tandem", "build", "__pycache__"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.relative_to(ROOT).parts)]


def texts() -> Iterator[tuple[Path, str]]:
    for path in committed_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text()))


def place(path: Path, node: ast.AST | int = 0) -> str:
    line = node if isinstance(node, int) else getattr(node, "lineno", 0)
    return f"{path.relative_to(ROOT)}:{line}"


def package_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def none_of(found) -> None:
    """Nothing was found; else the failure lists it, a line each."""
    listed = list(found)
    assert not listed, "\n" + "\n".join(listed)


# Packages


def test_linter_and_settings_name_the_same_packages_in_the_same_order():
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:house"]["layers"].split()
    assert [name for name in reversed(layers) if name in RANK] == settings.PACKAGES


def our_relations() -> Iterator[tuple]:
    for model in apps.get_models(include_auto_created=False):
        for field in model._meta.get_fields():
            target = field.related_model
            if not (model.__module__.startswith("tandem.") and field.concrete and target):
                continue
            if isinstance(target, type) and target.__module__.startswith("tandem."):
                yield field, model._meta.app_label, target._meta.app_label


def test_foreign_keys_point_to_the_same_or_a_lower_package():
    relations = list(our_relations())
    assert relations
    none_of(f"{field} points up to {target}" for field, own, target in relations if RANK[target] > RANK[own])


def test_foreign_keys_across_packages_leave_nothing_on_the_other_side():
    none_of(
        f'{field} needs related_name="+": {target} must not know {own}'
        for field, own, target in our_relations()
        if own != target and not field.remote_field.hidden
    )


def test_models_have_no_order_of_their_own():
    none_of(
        f"{model.__module__}.{model.__name__}: say the order where it's asked for, not in Meta.ordering"
        for model in apps.get_models()
        if model.__module__.startswith("tandem.") and model._meta.ordering
    )


def test_no_file_is_named_after_nothing():
    vague = {"utils", "util", "common", "helpers", "helper", "services", "misc", "signals"}
    none_of(place(path) for path in python_files() if vague & {*path.parts[len(SOURCE.parts) : -1], path.stem})


# Templates


def allowed_in(path: Path, target: str) -> bool:
    own = package_of(path)
    return own == "front" or target in FRAMES or target.split("/")[0] in {own, "components", "front"}


USED_TEMPLATE = re.compile(r"\{%-?\s*(?:extends|include|import|from)\s+([^\s%]+)")


def test_templates_use_their_own_package_and_components_only():
    found = [
        (path, number, target)
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for target in USED_TEMPLATE.findall(line)
    ]
    assert found
    none_of(
        f"{place(path, number)} uses {target}"
        for path, number, target in found
        if not allowed_in(path, target.strip("\"'")) or (target[0] not in "\"'" and package_of(path) != "front")
    )


def test_code_renders_its_own_packages_templates_only():
    none_of(
        f"{place(path, node)} names {node.value}"
        for path in python_files()
        for node in nodes(path)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[\w/-]+\.html", node.value)
        and not allowed_in(path, node.value)
    )


def test_templates_lie_in_a_folder_of_their_packages_name():
    none_of(
        place(path)
        for path in templates()
        if package_of(path) != "front" and path.relative_to(SOURCE).parts[2] != package_of(path)
    )


INLINE = {
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.I),
    "an inline style sheet": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "a handler attribute": re.compile(r"""\son[a-z]+\s*=\s*["'{]""", re.I),
    "hx-on": re.compile(r"\bhx-on\b", re.I),
    "a javascript: address": re.compile(r"""["']\s*javascript:""", re.I),
}


def test_templates_hold_nothing_that_the_content_policy_forbids():
    none_of(
        f"{place(path, number)} has {what}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for what, pattern in INLINE.items()
        if pattern.search(line)
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<script>go()</script>",
        "<STYLE>",
        '<p style="x">',
        '<a onclick="go()">',
        "<a hx-on:click=x>",
        '<a href="javascript:x">',
    ],
)
def test_inline_patterns_find_what_they_are_for(markup):
    assert any(pattern.search(markup) for pattern in INLINE.values())


@pytest.mark.parametrize("markup", ['<script src="/x.js" defer>', '<div data-style="x">', "<p>on = x</p>"])
def test_inline_patterns_leave_the_rest_alone(markup):
    assert not any(pattern.search(markup) for pattern in INLINE.values())


BY_HAND = re.compile(r"\|\s*safe\b|\bMarkup\(|\bmark_safe\b|\bSafeString\(|autoescape\s+false")


def test_markup_is_made_by_hand_only_where_it_is_declared():
    found = {
        path.relative_to(SOURCE).as_posix(): number
        for path in [*python_files(), *templates()]
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if BY_HAND.search(line)
    }
    none_of(f"{name}:{number} makes markup by hand" for name, number in found.items() if name not in MARKUP_BY_HAND)
    none_of(f"{name} is declared and makes none" for name in MARKUP_BY_HAND if name not in found)


# Code


# A connection that opens is nobody's write: the watch over hanging databases joins each, and nothing else tells of it.
OF_CONNECTIONS = "front/patience.py"


def test_nothing_happens_by_signal():
    none_of(
        f"{place(path, node)} imports {node.module}"
        for path in python_files()
        if not str(path).endswith(OF_CONNECTIONS)
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(("dispatch", "signals"))
    )


def test_saving_does_no_work():
    none_of(
        f"{place(path, node)} overrides {node.name}()"
        for path in python_files()
        for owner in nodes(path)
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "save_base"}
    )


CLOCKS = {("timezone", "now"), ("timezone", "localdate"), ("datetime", "now"), ("datetime", "utcnow")}
CLOCKS |= {("date", "today"), ("datetime", "today"), ("time", "time")}


def test_there_is_one_clock():
    none_of(
        f"{place(path, node)} reads {name}: `at` and `today` are passed in"
        for path in python_files()
        for node in nodes(path)
        if isinstance(node, ast.Call) and path != SOURCE / "clock.py"
        for name in [ast.unparse(node.func)]
        if tuple(name.split(".")[-2:]) in CLOCKS and not (name.endswith("localdate") and node.args)
    )


def imports_at_start(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Every module imported when the file is, which is what starting a command pays for."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node, name) for name in (node.module, *(f"{node.module}.{a.name}" for a in node.names)))
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def test_slow_libraries_are_imported_where_they_are_used():
    none_of(
        f"{place(path, node)} imports {name} at its start"
        for path in python_files()
        for node, name in imports_at_start(ast.parse(path.read_text()))
        if name.split(".")[0] in SLOW_TO_IMPORT and SOURCE / "connectors" / "files" not in path.parents
    )


def test_only_connectors_ask_other_machines():
    # running.py asks the web server on this machine whether it's up.
    own = {SOURCE / "front" / "running.py"}
    none_of(
        f"{place(path, node)} imports {name}"
        for path in python_files()
        for node in nodes(path)
        for _, name in imports_at_start(ast.Module([node], []))
        if name in NETWORK and package_of(path) != "connectors" and path not in own
    )


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for folder in (SOURCE, ROOT / "tools", ROOT / "tests"):
        for path in python_files(folder):
            for node in nodes(path):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield path, node, (node.end_lineno or 0) - node.lineno + 1


def test_functions_can_be_read_at_once():
    none_of(
        f"{place(path, node)} {node.name} has {lines} lines"
        for path, node, lines in functions()
        if lines > FUNCTION_LINES
    )


def test_long_files_are_named():
    """An aim that tells where to look, so it warns."""
    for path in [*python_files(), *templates()]:
        lines, aim = len(path.read_text().splitlines()), FILE_LINES if path.suffix == ".py" else TEMPLATE_LINES
        if lines > aim:
            warnings.warn(f"{place(path)} has {lines} lines; the aim is {aim}", stacklevel=1)


# Everything that is committed

VENDORED = SOURCE / "front" / "static" / "vendor"
# In pieces, so that this file doesn't name what it looks for.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|HA" + r"CK)\b")
INDEXES = re.compile("|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)", "yarn" + "pkg")))
THIS_MACHINE = re.compile(r"(?<![\w.~}])/(" + "|".join(("wo" + "rk", "fa" + "rm", "ro" + "ot")) + r")/\w")


def lines_with(pattern: re.Pattern[str]) -> Iterator[str]:
    for path, text in texts():
        if VENDORED not in path.parents:
            for number, line in enumerate(text.splitlines(), 1):
                if pattern.search(line):
                    yield f"{place(path, number)}: {line.strip()[:100]}"


def test_nothing_is_left_unfinished():
    none_of(lines_with(UNFINISHED))


def test_no_file_names_a_package_index():
    """So that everything also installs behind a mirror."""
    none_of(lines_with(INDEXES))


def test_no_file_names_a_place_of_one_machine():
    none_of(lines_with(THIS_MACHINE))
