"""Questions about projects, one file per noun."""
