"""Deals that are told by hand, word for word."""
