"""Professional standards at the staff door."""
