"""Side-by-side benchmark: see README.md in this folder."""
