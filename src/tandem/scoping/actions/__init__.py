"""Verbs on scopes, sessions and red flags, one file per noun."""
