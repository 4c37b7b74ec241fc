"""The rules of delivery's arrows, one file per arrow."""
