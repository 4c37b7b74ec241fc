"""Two at the same moment: presses in threads and connections of their own, and a pause put behind a judgement."""

from collections.abc import Callable
from importlib import import_module
from threading import Barrier, Event, Thread
from typing import Any

from django.db import connections

WAITS = 20
PAUSE = 0.4


def at_once(presses: list[Callable[[], object]]) -> list[object]:
    """Each in a thread and a connection of its own, let go together; what each returned, or raised."""
    ready = Barrier(len(presses))
    told: list[object] = [None] * len(presses)

    def press(n: int) -> None:
        ready.wait()
        try:
            told[n] = presses[n]()
        except Exception as problem:
            told[n] = problem
        finally:
            connections.close_all()

    threads = [Thread(target=press, args=(n,)) for n in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def in_the_pause(
    monkeypatch: Any, judges: str, verb: Callable[[], object], other: Callable[[], object], pause: float = PAUSE
) -> tuple[object, object]:
    """`verb` stops right behind the function `judges` ("package.module.function"); `other` is pressed in the pause.
    The pause ends when `other` is through, or after a moment, since `other` may have to wait for `verb`.

    What each returned, or raised. That `other` came into the pause is asserted.
    """
    judged, through, came = Event(), Event(), []
    place, name = judges.rsplit(".", 1)
    real = getattr(import_module(place), name)

    def slowly(*args: Any, **extras: Any) -> Any:
        found = real(*args, **extras)
        if not judged.is_set():
            judged.set()
            through.wait(pause)
        return found

    def then() -> object:
        came.append(judged.wait(WAITS))
        try:
            return other()
        finally:
            through.set()

    with monkeypatch.context() as patch:
        patch.setattr(f"{place}.{name}", slowly)
        first, second = at_once([verb, then])
    assert came == [True], f"{judges} was never reached: {first!r}"
    return first, second
