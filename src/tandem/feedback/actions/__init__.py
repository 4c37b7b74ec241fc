"""Verbs on what clients are asked and say: one file per noun."""

from tandem.feedback.actions.surveys import ASKERS, ask, follow_up, give, log_surprise, record_answer

__all__ = ["ASKERS", "ask", "follow_up", "give", "log_surprise", "record_answer"]
