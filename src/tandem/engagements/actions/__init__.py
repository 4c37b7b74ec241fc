"""Verbs on engagements, one file per noun."""
