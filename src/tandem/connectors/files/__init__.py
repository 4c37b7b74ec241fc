"""Deals from files: any CRM's CSV or spreadsheet, read whole, every row taken or named with its reason.

aliases   what CRMs call our fields, in eleven languages
text      encoding and delimiter of a text file
sheets    spreadsheets, unpacked under caps by a process of their own
table     a file as header + rows
columns   what a whole column says about its dates, numbers, shares
match     which system wrote the file, which column is which field
stages    what a CRM's stage means here
plan      the file under a mapping: typed rows, problems, questions
"""
