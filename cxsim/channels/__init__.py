"""A channel acts for a persona at one touchpoint and records what happened; it never judges."""
