"""The way in and out: files now, other systems by sync."""
