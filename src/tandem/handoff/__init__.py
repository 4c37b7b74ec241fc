"""The handoff: a brief composed from the deal, delivery's questions, and its acceptance or bounce."""
