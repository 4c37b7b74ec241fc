"""A real Chromium before a real server: pages, what they complain about, accessibility, pictures."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tools import chromium, node

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "shots"
FAILURES = ROOT / "build" / "failures"
SIZES = {1440: 900, 390: 844}
SCHEMES = ("light", "dark")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A form back with its mistakes (422) and a text that somebody changed first (409) are answers, not faults.
ANSWERS = re.compile(r"Failed to load resource: .* status of (409|422)\b")
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event => console.error(
  `CSP: ${event.violatedDirective} blocked ${event.blockedURI} in ${event.sourceFile}:${event.lineNumber}`));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Complaints(list[str]):
    """What the pages complained about: console errors, uncaught exceptions, CSP violations."""

    def __init__(self) -> None:
        super().__init__()
        self.allowed: list[re.Pattern[str]] = [ANSWERS]

    def allow(self, pattern: str) -> None:
        """A complaint that this test brings about on purpose."""
        self.allowed.append(re.compile(pattern))

    def note(self, text: str) -> None:
        if not any(pattern.search(text) for pattern in self.allowed):
            self.append(text)

    def listen(self, page: Page) -> None:
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.note(f"uncaught: {error}"))

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.note(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    found = chromium.find()
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(node.node())
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=found.executable, args=found.args, env={**os.environ, **found.env}
        )
        yield opened
        opened.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Everything the test's pages complained about; whatever is left at the end fails the test."""
    noted = Complaints()
    yield noted
    assert not noted, "The page complained:\n" + "\n".join(noted)


@pytest.fixture
def context(browser: Browser, complaints: Complaints) -> Iterator[BrowserContext]:
    """A fresh visitor, at 1440 x 900, who prefers no motion."""
    opened = new_visitor(browser, complaints)
    yield opened
    opened.close()


def new_visitor(browser: Browser, complaints: Complaints) -> BrowserContext:
    opened = browser.new_context(
        viewport={"width": 1440, "height": 900},
        locale="en-GB",
        timezone_id="Europe/London",
        color_scheme="light",
        reduced_motion="reduce",
    )
    opened.set_default_timeout(10_000)
    opened.add_init_script(TELL_VIOLATIONS)
    opened.on("page", complaints.listen)
    return opened


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The visitor's tab. A failing test leaves its picture in build/failures."""
    opened = context.new_page()
    yield opened
    if getattr(request.node, "failed", False):
        FAILURES.mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=FAILURES / f"{re.sub(r'[^a-zA-Z0-9_-]+', '-', request.node.name)}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report


@pytest.fixture
def sign_in(context: BrowserContext, live_server: Any, client: Any, settings: Any) -> Callable[[Any], None]:
    """Give the visitor a person's session: `sign_in(person)`, then `page.goto(...)`."""

    def give_session(person: Any) -> None:
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return give_session


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)` asserts that axe finds nothing; `axe(page, "main")` looks at a part of the page."""
    return assert_accessible


def assert_accessible(page: Page, within: str | None = None) -> None:
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "([within, tags]) => axe.run(within || document, {runOnly: tags, resultTypes: ['violations']})",
        [within, AXE_TAGS],
    )
    assert not found["violations"], "\n".join(described(violation) for violation in found["violations"])


def described(violation: dict[str, Any]) -> str:
    places = "\n".join(f"    {node['target']}: {node['html'][:160]}" for node in violation["nodes"])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}\n{places}"


@pytest.fixture
def shot() -> Callable[..., list[Path]]:
    """`shot(page, "pipeline")` takes the page at both sizes, light and dark, into build/shots."""
    return take_shots


def take_shots(page: Page, name: str, *, full_page: bool = False) -> list[Path]:
    SHOTS.mkdir(parents=True, exist_ok=True)
    taken = []
    for width, scheme in ((width, scheme) for width in SIZES for scheme in SCHEMES):
        with _looking_at(page, width, scheme):
            taken.append(SHOTS / f"{name}-{width}-{scheme}.png")
            page.screenshot(path=taken[-1], full_page=full_page)
    return taken


@contextmanager
def _looking_at(page: Page, width: int, scheme: Any) -> Iterator[None]:
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.emulate_media(color_scheme=scheme)
    yield
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
