"""A process that lives no longer than the one that started it: whoever kills `./run` leaves nobody on its port.

The starter keeps one end of a pipe open for as long as it lives, in whatever way it ends; the other end is its
children's standard input. Gunicorn reads this file as its configuration (`--config python:tandem.front.tie`).
"""

import os
import signal
from threading import Thread
from typing import Any

TIED = "TANDEM_TIED"


def follow_starter() -> None:
    """Ask this process to stop once its starter is gone. Nothing for one that was started by itself."""
    if os.environ.pop(TIED, ""):
        Thread(target=_wait_for_the_end, name="tie", daemon=True).start()


def on_starting(server: Any) -> None:
    """Gunicorn's name for the moment before it takes its first worker."""
    follow_starter()


def _wait_for_the_end() -> None:
    try:
        while os.read(0, 1):
            pass
    except OSError:
        return
    os.kill(os.getpid(), signal.SIGTERM)
