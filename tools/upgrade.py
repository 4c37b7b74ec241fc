"""`./run vendor`: the locks from their .in files, then the front-end files; both end up committed.

    ./run vendor              follow the .in files, keep every version that still fits
    ./run vendor --upgrade    take the newest versions that fit

A lock holds names, versions and hashes, never the address of an index: it also installs through a mirror.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tools.environment import installer

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("boot", "run", "test")
COMPILE = [
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"),
]


def compile_lock(name: str, upgrade: bool) -> None:
    folder = ROOT / "requirements"
    more = ["--upgrade"] if upgrade else []
    subprocess.run(
        [installer(), *COMPILE, *more, folder / f"{name}.in", "-o", folder / f"{name}.txt"],
        env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
        cwd=ROOT,
        check=True,
    )
    print(f"requirements/{name}.txt")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./run vendor",
        description="Recompile the locks and fetch the front-end files, both to be committed.",
    )
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that fit the .in files")
    upgrade = parser.parse_args().upgrade
    try:
        for name in LOCKS:
            compile_lock(name, upgrade)
        subprocess.run([sys.executable, "-m", "tools.vendor"], cwd=ROOT, check=True)
    except subprocess.CalledProcessError as problem:
        return problem.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
