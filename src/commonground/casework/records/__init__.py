"""A matter as a record: what each audience reads of it, its export, how long it is kept, and how it is let go."""
