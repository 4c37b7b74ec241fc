"""Clients: account, contact, the ideal client profile and how well an account fits it."""
