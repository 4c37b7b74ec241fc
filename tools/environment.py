"""Makes an environment from a lock: a folder with exactly those packages, each checked by its hash.

Called by ./run with the system's Python, so it uses the standard library alone. The installer itself, uv,
comes pinned and by hash too, into `.boot`: it installs in seconds what takes pip two minutes.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOOT, BOOT_LOCK = ROOT / ".boot", ROOT / "requirements" / "boot.txt"
# The system's Python or none: uv must not look for one in places that a closed network doesn't reach.
QUIET = {"UV_PYTHON_DOWNLOADS": "never", "UV_PYTHON_PREFERENCE": "only-system", "UV_NO_PROGRESS": "1"}


def make(folder: Path, lock: Path, made_from: str) -> None:
    """Bring `folder` in line with `lock`, unless another ./run just did; or exit, saying what to do."""
    with (ROOT / ".boot.lock").open("w") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        stamp = folder / "made-from"
        if _is(stamp, made_from) and _runs(folder):
            return
        stamp.unlink(missing_ok=True)
        print(f"Preparing {folder.name} from {lock.relative_to(ROOT)} (once).", file=sys.stderr, flush=True)
        uv = installer()
        if not _runs(folder):
            shutil.rmtree(folder, ignore_errors=True)
            _run([uv, "venv", "--quiet", "--python", sys.executable, folder])
        _run([uv, "pip", "sync", "--quiet", "--require-hashes", lock], VIRTUAL_ENV=str(folder))
        stamp.write_text(made_from)


def installer() -> Path:
    """uv, pinned; fetched with pip when it isn't there yet."""
    stamp, wanted = BOOT / "made-from", BOOT_LOCK.read_text()
    if not (_is(stamp, wanted) and _runs(BOOT)):
        shutil.rmtree(BOOT, ignore_errors=True)
        _run([sys.executable, "-m", "venv", BOOT])
        _run([BOOT / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", BOOT_LOCK])
        stamp.write_text(wanted)
    return BOOT / "bin" / "uv"


def _is(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def _runs(folder: Path) -> bool:
    """Whether the environment's Python still starts: an upgrade of the system may have taken it away."""
    try:
        return subprocess.run([folder / "bin" / "python", "-c", ""], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def _run(command: list, **more: str) -> None:
    done = subprocess.run(command, env={**os.environ, **QUIET, **more}, stdin=subprocess.DEVNULL)
    if done.returncode:
        shown = " ".join(str(part) for part in command)
        sys.exit(
            f"This failed (exit {done.returncode}): {shown}\n"
            "Its reason stands above. Without a way to a package index, set PIP_INDEX_URL and UV_INDEX_URL to "
            "your mirror; behind a proxy also SSL_CERT_FILE. Then start ./run again: it goes on from here."
        )


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
