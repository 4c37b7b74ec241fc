"""Tandem: one record of one promise, from the first talk to the lesson learnt."""
