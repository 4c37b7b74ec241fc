"""Questions about clients, one file per noun."""
