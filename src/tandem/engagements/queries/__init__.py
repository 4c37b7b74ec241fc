"""Questions about engagements, one file per noun."""
