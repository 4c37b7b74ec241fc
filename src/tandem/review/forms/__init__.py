"""Forms of judging, proposing, signing."""
