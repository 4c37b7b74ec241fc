"""Every waiver and every ungated win, and what became of them once they were delivered."""
