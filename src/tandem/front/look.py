"""The stylesheets and scripts as one file each: many small sources for people, one request for browsers, no build step.

They are joined when first asked for and kept; the address carries a digest of the content, so a browser may keep them
for good.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

STATIC = Path(__file__).resolve().parent / "static" / "front"
BUNDLES: dict[str, list[str]] = {
    "app.css": [
        "css/reset.css",
        "css/tokens.css",
        "css/base.css",
        "css/layout.css",
        "css/components/frame.css",
        "css/components/controls.css",
        "css/components/people.css",
        "css/components/cards.css",
        "css/components/tables.css",
        "css/components/places.css",
        "css/components/forms.css",
        "css/screens/scorecard.css",
        "css/screens/deal.css",
        "css/utilities.css",
        "css/responsive.css",
        "css/media.css",
    ],
    # Heavy screens of their own, linked only where they are seen.
    "door.css": ["css/screens/door.css"],
    "inbox.css": ["css/screens/inbox.css"],
    "shelf.css": ["css/screens/shelf.css"],
    "pipeline.css": ["css/screens/pipeline.css"],
    "capacity.css": ["css/screens/capacity.css"],
    "handoff.css": ["css/screens/handoff.css"],
    "sections.css": ["css/screens/sections.css"],
    "icp.css": ["css/screens/icp.css"],
    "client.css": ["css/screens/client.css"],
    "theme.js": ["js/theme.js"],  # before the first paint, so by itself
    "app.js": ["js/form.js", "js/toast.js", "js/palette.js", "js/keys.js", "js/unsaved.js"],
}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
NOUGHT = re.compile(r"(?<![\w.#])0\.(?=\d)")  # of 0.5
FONT = re.compile(r'url\("\.\./\.\./(vendor/[^"]+)"\)')


@dataclass(frozen=True)
class Bundle:
    """What is sent: plain, and pressed once instead of for everybody anew."""

    plain: bytes
    pressed: bytes
    digest: str
    kind: str


def bundle(name: str) -> Bundle:
    """The joined file.

    Raises:
        KeyError: no such bundle.
    """
    return _join(name) if settings.DEBUG else _kept(name)


def look(name: str) -> str:
    """The address of a bundle, as templates ask for it: look("app.css")."""
    return reverse("look", args=[bundle(name).digest, name])


@lru_cache(maxsize=16)
def _kept(name: str) -> Bundle:
    return _join(name)


def _join(name: str) -> Bundle:
    style = name.endswith(".css")
    sources = [(STATIC / source).read_text() for source in BUNDLES[name]]
    joined = (_smaller("".join(sources)) if style else _apart(sources)).encode()
    kind = "text/css; charset=utf-8" if style else "text/javascript; charset=utf-8"
    return Bundle(joined, gzip.compress(joined, mtime=0), hashlib.sha256(joined).hexdigest()[:12], kind)


def _smaller(styles: str) -> str:
    """Without comments and indents; what a font is asked for by is its real address."""
    lines = (line.strip() for line in COMMENT.sub("", styles).splitlines())
    found = FONT.sub(lambda match: f'url("{static(match[1])}")', "\n".join(line for line in lines if line))
    tight = re.sub(r"\s*([{};,>])\s*", r"\1", found).replace(";}", "}").replace(": ", ":")
    return NOUGHT.sub(".", tight)


def _apart(scripts: list[str]) -> str:
    """Each in a block of its own, so that no name of one is a name of another; without comments and indents."""
    return "".join(f"{{\n{_bare(script)}\n}}\n" for script in scripts)


def _bare(script: str) -> str:
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
