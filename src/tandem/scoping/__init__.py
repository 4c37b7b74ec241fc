"""What is sold: scope versions with estimate and price, scoping sessions, red flags."""
