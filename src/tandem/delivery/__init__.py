"""The promise being kept: project with its sold baseline, milestones, hours, status, change orders."""
