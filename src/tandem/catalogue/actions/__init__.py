"""Verbs on what the firm sells, one file per noun."""
