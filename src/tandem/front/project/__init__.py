"""Sections of a project that come from packages above delivery."""
