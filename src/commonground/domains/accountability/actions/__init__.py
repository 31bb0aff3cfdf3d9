"""Every write of professional standards."""
