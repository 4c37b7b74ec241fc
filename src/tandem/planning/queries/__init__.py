"""Questions about people's time."""
