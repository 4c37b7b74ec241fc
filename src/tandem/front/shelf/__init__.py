"""The catalogue with what became of what was sold from it, and the ideal client with how many deals fit."""
