def nothing() -> None:
    """Stays."""
