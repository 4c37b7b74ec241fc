"""What the client says: survey answers, and surprises traced to where they began."""
