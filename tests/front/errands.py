"""Jobs that the worker's tests send out."""

import time
from pathlib import Path

from tandem import clock
from tandem.jobs.actions import ask
from tandem.jobs.kinds import Work, job


@job
def leave_a_note(work: Work, path: str, words: str) -> None:
    Path(path).write_text(words)


def send_out(path: str, words: str) -> None:
    ask(leave_a_note, path, words, title="A note", owner=None, at=clock.now())


@job
def leave_a_long_note(work: Work, path: str) -> None:
    """Slow the first time, so that its worker can be killed meanwhile."""
    note = Path(path)
    is_first = not note.exists()
    with note.open("a") as file:
        file.write("begun\n")
    if is_first:
        time.sleep(600)
    with note.open("a") as file:
        file.write("done\n")


def send_out_slow(path: str) -> None:
    ask(leave_a_long_note, path, title="A long note", owner=None, at=clock.now())
