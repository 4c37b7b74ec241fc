"""The scorecard's figures: each counted over the rows that its page lists, and only over what the asker may see."""
