"""What a run over folders remembers, so that the next one looks only at what has changed since.

A result is remembered with everything that it was made of: the files that were opened, the words that were searched
for in all the others, the questions whether there is a file or a folder, the listings, the configuration. Whatever is
not known to be as it was counts as changed. See docs/architecture.md, "The cache".
"""

from __future__ import annotations

from asyncfix.cache.notebook import Notebook, Whole, notebook
from asyncfix.cache.places import VARIABLE

__all__ = ["VARIABLE", "Notebook", "Whole", "notebook"]
