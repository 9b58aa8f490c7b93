"""Where the state of each resource kind lives: routes, the policy they obey, and the one selector that follows them."""
