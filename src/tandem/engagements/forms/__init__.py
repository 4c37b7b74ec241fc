"""What people type about engagements, one file per noun."""
