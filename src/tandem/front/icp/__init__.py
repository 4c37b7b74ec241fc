"""The ideal client: how it reads, which open deals fit, what its answers were really worth, what a draft would change."""
