"""Pages of scope, price and review."""
