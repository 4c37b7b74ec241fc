"""Jobs that the worker's tests send out."""

from pathlib import Path

from tandem import clock
from tandem.jobs.actions import ask
from tandem.jobs.kinds import Work, job


@job
def leave_a_note(work: Work, path: str, words: str) -> None:
    Path(path).write_text(words)


def send_out(path: str, words: str) -> None:
    ask(leave_a_note, path, words, title="A note", owner=None, at=clock.now())
