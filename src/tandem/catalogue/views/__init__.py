"""Pages on which the catalogue is written."""
