"""The value of the first call arrives; with nobody to call the constant is returned, as ever."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import defaults

for name, default in [
    ("none", None),
    ("true", True),
    ("false", False),
    ("zero", 0),
    ("text", ""),
    ("list", []),
    ("dict", {}),
    ("tuple", ()),
    ("pair", (False, None)),
]:
    ask = getattr(defaults, f"with_{name}")
    assert ask([lambda: "answer", lambda: "second"]) == "answer", name
    nothing = ask([])
    assert nothing == default and type(nothing) is type(default), name
