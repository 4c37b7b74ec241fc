"""What Tandem's pages cost, beside a bare Django page in the same run. `./run bench --help` says the rest."""
