"""Questions about what the firm sells, one file per noun."""
