"""Find or do: everything that a person may see by its name, and every verb on it, in one place."""
