"""Pages of projects and hours."""
