"""The deal review board, the proposal, the reverse pitch and the signature."""
