"""Verbs on projects, one file per noun."""
