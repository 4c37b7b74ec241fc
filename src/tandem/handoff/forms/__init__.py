"""Forms of the handoff."""
