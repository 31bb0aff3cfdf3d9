"""Of what state of the public's tables a stored page is true: a number that moves with whatever a page may show."""
