"""Thirty minutes after the end: what both sides saw, and what it changes."""
