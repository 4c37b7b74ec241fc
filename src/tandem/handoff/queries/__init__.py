"""Questions about handoffs."""
