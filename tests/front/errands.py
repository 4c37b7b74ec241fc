"""Tasks that the worker's tests send out."""

from pathlib import Path

from django_tasks import task


@task()
def leave_a_note(path: str, words: str) -> None:
    Path(path).write_text(words)
