"""Which counts may be shown. `protect` hides what must be hidden and proves it; `attack` lets anyone try to undo it.

Method: docs/count/method.md.
"""
