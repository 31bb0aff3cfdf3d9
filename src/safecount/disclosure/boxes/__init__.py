"""Finds other data sets by boxes: the smallest changes that leave all totals of a table as they are.

A box picks two values of each dimension (one may be `*`) and moves the cells at its corners by the same amount, with signs in
turn, so that every sum stays. In large tables most hidden counts can be moved by a few of them. Diaconis and Sturmfels (1998)
call them basic moves.

The compiled functions here call one another across files, and numba keeps what it compiled by the file alone: whoever changes one
of these files in place clears `__pycache__` of this folder.
"""
