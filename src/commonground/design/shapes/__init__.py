"""Turns what a page hands to a component into what its template writes: dates, table cells, links, tones."""
