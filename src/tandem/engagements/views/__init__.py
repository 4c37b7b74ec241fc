"""Pages about engagements alone; pages that span packages live in front."""
