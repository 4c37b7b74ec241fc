"""What somebody without a mouse does."""

from playwright.sync_api import Locator, Page

TOO_FAR = 90
HAS_FOCUS = "it => it === document.activeElement"
SHOWS_FOCUS = """() => [document.activeElement, document.activeElement.firstElementChild].filter(Boolean)
  .map(it => getComputedStyle(it)).some(look => look.outlineStyle !== "none" || look.boxShadow !== "none")"""


def tab_to(page: Page, goal: Locator, key: str = "Tab") -> None:
    """Press Tab until it has the focus, as somebody without a mouse does; it shows that it has it."""
    goal.first.wait_for()
    for _press in range(TOO_FAR):
        if goal.first.evaluate(HAS_FOCUS):
            assert page.evaluate(SHOWS_FOCUS), f"{goal} doesn't show its focus"
            return
        page.keyboard.press(key)
    raise AssertionError(f"Tab doesn't reach {goal}")


def choose(page: Page, field: Locator, words: str) -> None:
    """An option of a list, by its first letters."""
    tab_to(page, field)
    page.keyboard.type(words)
