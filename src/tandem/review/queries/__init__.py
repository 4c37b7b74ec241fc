"""Questions about judging, proposing and signing."""
