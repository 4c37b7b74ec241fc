"""Verbs of connectors: bring a file in, settle how it is read, apply it, undo it."""
