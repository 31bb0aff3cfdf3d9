"""Who holds the keys of the city's units: the people, roles and pages that `foundation.vault` does not know."""
