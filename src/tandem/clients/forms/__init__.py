"""What is typed about clients, one file per noun."""
