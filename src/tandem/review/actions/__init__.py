"""Verbs of judging, proposing and signing."""
