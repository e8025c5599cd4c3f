"""A test gathers over the session of a fixture, which a conftest.py one folder up opens."""

import os
import sys

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
options = ["-q", "-c", os.devnull, "--rootdir", sys.argv[1], "-p", "no:cacheprovider", "--import-mode=importlib"]
sys.exit(pytest.main([*options, os.path.join(sys.argv[1], "tests")]))
