"""Questions about debriefs and lessons."""
