"""Who holds the keys of the city's units: the people, roles and cases that `foundation.vault` does not know."""
