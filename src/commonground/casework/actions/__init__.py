"""Everything that changes a matter."""
