"""Forms of the catalogue, one file per noun."""
