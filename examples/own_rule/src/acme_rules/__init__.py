"""Rules of our own for asyncfix."""
