from .trees import depth as depth_of
from .trees import mentors

__all__ = ["depth_of", "mentors"]
