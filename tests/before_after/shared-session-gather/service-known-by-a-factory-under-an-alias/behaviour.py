"""The service of a factory answers over one session on a cold pool."""

import asyncio
import sys

sys.path.insert(0, sys.argv[1])

from main import main

assert asyncio.run(main()) == (1, [2], 3)
