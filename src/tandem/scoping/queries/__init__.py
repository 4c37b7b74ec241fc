"""Questions about scopes, sessions and red flags."""
