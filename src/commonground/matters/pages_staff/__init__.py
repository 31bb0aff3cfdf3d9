"""Pages of matters at the staff door."""
