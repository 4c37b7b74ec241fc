"""Clients: the list, and one client with all that's between us."""
