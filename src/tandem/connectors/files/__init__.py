"""Deals from files: any CRM's CSV or spreadsheet, read whole, every row taken or named with its reason.

text        encoding and delimiter of a text file
sheets      spreadsheets, unpacked under caps by a process of their own
table       a file as header + rows; `own` knows our file of rows that weren't taken
systems     which system wrote it
aliases     what CRMs call our fields, in eleven languages; `vendors` what single systems call them
match       which column is which field, by name and by whether its values can be it (`plausible`)
guess       which unread columns may hold what no column says
columns     what a whole column says about its dates, numbers, shares
money       unit, currency, periods of an amount; `converted` names columns that a CRM has converted
vocabulary  the stage words of each system; `stages` what a word means, `outcome` what a row's words mean together
study       what the whole file says; `questions` what it leaves open, `answers` what a person said to that
rows        one row as a deal (`deal`), or why not
plan        all of it: typed rows, problems, questions
"""
