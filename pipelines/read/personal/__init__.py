"""Finds what could tell who somebody is: in every cell, comment, hidden sheet, property and other part of a file.

`search` runs in the child process and knows texts; what leaves it is kinds and places. `words` says them.
"""
