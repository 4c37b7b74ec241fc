"""The rival: as little Django as can list 50 deals behind a sign-in, on the same rows."""
