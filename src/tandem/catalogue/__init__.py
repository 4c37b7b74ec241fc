"""What the firm sells: offerings of fixed scope in Bronze, Silver and Gold, each version kept."""
