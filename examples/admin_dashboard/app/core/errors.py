class NotFoundError(Exception):
    """Something that was asked for is not there."""
