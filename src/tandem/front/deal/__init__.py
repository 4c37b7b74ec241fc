"""The deal's pages that span packages: its frame, overview, moves, waivers, history, and how a new one is made."""
