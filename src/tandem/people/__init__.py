"""The firm and its people: who they are, what they may see, what they cost, when they work."""
