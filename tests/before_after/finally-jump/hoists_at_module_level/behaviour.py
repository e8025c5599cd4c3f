"""One name is loaded, one word is taken; an error while importing is not hidden."""

import importlib
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import startup

import sources

assert startup.found == ["good", "asked"], startup.found
assert sources.waiting == ["first"], sources.waiting
warnings.simplefilter("ignore", SyntaxWarning)
sources.errors.append(ValueError())
assert importlib.reload(startup).found == ["bad value", "asked"], startup.found
sources.errors.append(OSError())
try:
    importlib.reload(startup)
except OSError:
    pass
else:
    raise AssertionError("the OSError was swallowed")
