"""What people type about scopes, one file per noun."""
