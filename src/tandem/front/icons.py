"""Lucide's drawings, inlined: a page needs a dozen, and each takes its colour from the words beside it."""

import json
from functools import lru_cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

VENDOR = Path(__file__).resolve().parent / "static" / "vendor"


@lru_cache(maxsize=1)
def drawings() -> dict[str, list]:
    """Name of an icon -> its shapes, each a tag and its attributes."""
    kept = next(VENDOR.glob("lucide-*/icons.json"))
    return json.loads(kept.read_text())


@lru_cache(maxsize=512)
def icon(name: str, label: str | None = None) -> SafeString:
    """The drawing as SVG; hidden from screen readers unless it stands alone and has a label.

    Raises:
        KeyError: no such icon is kept; add its name in tools/vendor.py.
    """
    shapes = format_html_join("", "<{}{}/>", ((tag, _attributes(given)) for tag, given in drawings()[name]))
    told = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round"'
        ' stroke-linejoin="round" {}>{}</svg>',
        told,
        shapes,
    )


def _attributes(given: dict[str, str]) -> SafeString:
    return format_html_join("", ' {}="{}"', given.items())
