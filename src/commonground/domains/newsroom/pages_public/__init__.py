"""What anyone sees of appeals, and how anyone answers one."""
