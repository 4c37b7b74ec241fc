"""The sample firm, Northlight Partners: people, clients, deals and a year of work, told and grown from a seed.

It spans every package, so it lives in front. `build.make` writes it into an empty database; `--people 2000` and its
like let the same firm grow until it is heavy enough to measure the software with.
"""
