"""Needs me: everything in which one person is the next mover, put together from what each package says."""
