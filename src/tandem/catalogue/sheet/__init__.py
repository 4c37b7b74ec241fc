"""The catalogue as one table (docs/importing.md): what is written, what is read, and how a cell says a figure.

columns   the columns and what they are called
cells     one cell: figures, shares, and what a spreadsheet would run as a formula
writing   offerings as rows
reading   rows as offerings, each row that can't be taken named with its reason
"""
