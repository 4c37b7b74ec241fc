"""Pages about clients, and the pages that clients see."""
