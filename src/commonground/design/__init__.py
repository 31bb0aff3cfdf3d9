"""The look and the building blocks of every page. Lowest layer: imports nothing else of the house."""
