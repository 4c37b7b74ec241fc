"""Talk with somebody outside that may never end: it gets so long, and then the worker goes on without it."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


class TookTooLong(TimeoutError):
    """It was left; whether it had its effect nobody knows."""


def within(seconds: float, talk: Callable[[], Any]) -> Any:
    """What `talk()` answers or raises, if it does so in time. It runs in a thread of its own, which nothing can end: left
    alone, it may still come to its end, so it must be something that may be done again.

    Raises: TookTooLong.
    """
    found: list[Any] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            found.append(talk())
        except BaseException as problem:
            raised.append(problem)
        finally:
            connections.close_all()

    talking = threading.Thread(target=run, name="talk", daemon=True)
    talking.start()
    talking.join(seconds)
    if raised:
        raise raised[0]
    if not found:
        raise TookTooLong(f"No answer within {seconds:.0f} seconds.")
    return found[0]
