"""The pages of clients' people and of the profile's draft, one file per noun."""
