"""Refetches what other people wrote for the browser (fonts, icons, htmx, SortableJS) and rewrites the lock file.

Run it by hand after changing a version below: `./run vendor`. It asks npm, through npm's own settings,
for exactly the versions named here, and keeps only the files that the pages use. Nothing is fetched at
build or run time.
"""

import hashlib
import json
import re
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tools.node import npm

VENDOR = Path(__file__).resolve().parents[1] / "src" / "tandem" / "front" / "static" / "vendor"
LOCK = VENDOR / "vendor.lock.json"
SOURCE_MAP = re.compile(rb"\n?(//|/\*)# sourceMappingURL=[^\n]*")

ICONS = [
    "arrow-down",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "arrow-up-down",
    "badge-check",
    "ban",
    "banknote",
    "bell",
    "book-open",
    "briefcase",
    "building-2",
    "calendar",
    "calendar-days",
    "chart-column",
    "chart-line",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle",
    "circle-check",
    "circle-dashed",
    "circle-question-mark",
    "circle-slash",
    "circle-x",
    "clipboard-check",
    "clipboard-list",
    "clock",
    "columns-3",
    "copy",
    "download",
    "ellipsis",
    "external-link",
    "eye",
    "eye-off",
    "file-check-corner",
    "file-down",
    "file-text",
    "filter",
    "flag",
    "folder",
    "gauge",
    "git-compare",
    "graduation-cap",
    "grid-3x3",
    "grip-vertical",
    "handshake",
    "heart-handshake",
    "history",
    "hourglass",
    "inbox",
    "info",
    "key-round",
    "keyboard",
    "layers",
    "lightbulb",
    "link",
    "list",
    "lock",
    "lock-open",
    "log-out",
    "mail",
    "map-pin",
    "menu",
    "message-square",
    "mic",
    "monitor",
    "moon",
    "octagon-alert",
    "package",
    "pencil",
    "percent",
    "phone-call",
    "plug",
    "plus",
    "printer",
    "receipt",
    "refresh-cw",
    "repeat-2",
    "save",
    "scale",
    "search",
    "send",
    "settings",
    "share-2",
    "shield-check",
    "sliders-horizontal",
    "split",
    "star",
    "sun",
    "target",
    "timer",
    "trash-2",
    "trending-down",
    "trending-up",
    "triangle-alert",
    "undo-2",
    "upload",
    "user",
    "user-plus",
    "users",
    "users-round",
    "x",
]


@dataclass(frozen=True)
class Package:
    """One package of npm, and which of its files are kept under which name."""

    package: str
    version: str
    folder: str
    licence: str
    files: dict[str, str]

    @property
    def home(self) -> Path:
        return VENDOR / f"{self.folder}-{self.version}"


PACKAGES = [
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        "inter",
        "OFL-1.1",
        {"files/inter-latin-wght-normal.woff2": "inter-latin-wght-normal.woff2", "LICENSE": "LICENSE"},
    ),
    Package(
        "@fontsource-variable/source-serif-4",
        "5.3.1",
        "source-serif-4",
        "OFL-1.1",
        {
            "files/source-serif-4-latin-wght-normal.woff2": "source-serif-4-latin-wght-normal.woff2",
            "files/source-serif-4-latin-wght-italic.woff2": "source-serif-4-latin-wght-italic.woff2",
            "LICENSE": "LICENSE",
        },
    ),
    Package("lucide-static", "1.62.0", "lucide", "ISC", {"LICENSE": "LICENSE"}),
    Package("htmx.org", "2.0.11", "htmx", "0BSD", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"}),
    Package("sortablejs", "1.15.7", "sortable", "MIT", {"Sortable.min.js": "Sortable.min.js", "LICENSE": "LICENSE"}),
]


def main() -> None:
    """Rewrites every folder and the lock file; git shows what changed."""
    with tempfile.TemporaryDirectory() as scratch:
        entries = [_vendor(package, Path(scratch)) for package in PACKAGES]
    kept = {package.home.name for package in PACKAGES}
    for stale in VENDOR.iterdir():
        if stale.is_dir() and stale.name not in kept:
            shutil.rmtree(stale)
    LOCK.write_text(json.dumps(entries, indent=2) + "\n")
    print(f"{len(entries)} packages written, {LOCK.name} renewed")


def _vendor(package: Package, scratch: Path) -> dict:
    unpacked, integrity = _fetch(package, scratch)
    package.home.mkdir(parents=True, exist_ok=True)
    written = {name: _keep(unpacked / source, package.home / name) for source, name in package.files.items()}
    sources = {name: source for source, name in package.files.items()}
    if package.folder == "lucide":
        written["icons.json"] = _write_icons(unpacked / "icons", package.home / "icons.json")
        sources["icons.json"] = "icons/*.svg"
    return {
        "package": package.package,
        "version": package.version,
        "licence": package.licence,
        "integrity": integrity,
        "folder": package.home.name,
        "files": {name: {"from": sources[name], "sha256": digest} for name, digest in sorted(written.items())},
    }


def _fetch(package: Package, scratch: Path) -> tuple[Path, str]:
    """npm checks what it downloads against the integrity that it reports."""
    wanted = f"{package.package}@{package.version}"
    packed = json.loads(npm("pack", wanted, "--json", folder=scratch))[0]
    target = scratch / package.folder
    with tarfile.open(scratch / packed["filename"]) as archive:
        archive.extractall(target, filter="data")
    return target / "package", packed["integrity"]


def _keep(source: Path, target: Path) -> str:
    content = source.read_bytes()
    if target.suffix == ".js":
        content = SOURCE_MAP.sub(b"", content)
    target.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _write_icons(folder: Path, target: Path) -> str:
    """Only the shapes inside each drawing: the frame around them is ours and the same for all."""
    shapes = {name: _shapes(folder / f"{name}.svg") for name in sorted(ICONS)}
    content = ("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in shapes.items()) + "\n}\n").encode()
    target.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _shapes(drawing: Path) -> list:
    frame = ElementTree.parse(drawing).getroot()  # noqa: S314 (npm has checked where the file comes from)
    return [[shape.tag.rpartition("}")[2], dict(shape.attrib)] for shape in frame]


if __name__ == "__main__":
    main()
