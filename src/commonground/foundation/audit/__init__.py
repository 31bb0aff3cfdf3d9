"""Hash-chained, append-only record of everything that happens here."""
