"""What becomes of a matter as a record: redaction, export, legal hold, disposal by two persons."""
