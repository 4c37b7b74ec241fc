"""Figures worked out a second time, from raw rows, without any code of the product."""
