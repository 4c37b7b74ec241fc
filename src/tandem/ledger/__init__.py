"""Who did what, when and why. Append-only; every verb writes here in its own transaction."""
