"""Verbs of delivery."""
