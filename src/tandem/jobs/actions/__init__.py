"""Verbs on jobs: ask for one or post a letter (anybody), take turns (workers), try again or give up (people)."""

from tandem.jobs.actions.asking import LASTS, ask, drop_waiting
from tandem.jobs.actions.posting import Mail, post

__all__ = ["LASTS", "Mail", "ask", "drop_waiting", "post"]
