"""What the freezing of a scope asks: the facts, and the rules over them."""
