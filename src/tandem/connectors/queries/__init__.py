"""Questions to connectors."""
