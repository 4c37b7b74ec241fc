"""Verbs of the handoff."""
