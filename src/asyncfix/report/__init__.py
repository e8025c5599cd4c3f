"""Findings and plans in, text out. Knows findings, never rules; rich is imported for terminals only."""
