"""Verbs of clients, one file per noun."""
