"""Find and rewrite, safely, the bugs of async Python whose error shows up far from the cause."""

from __future__ import annotations

__version__ = "0.1.0"
