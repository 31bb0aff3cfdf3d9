"""Pages of those who write, approve and work on appeals."""
