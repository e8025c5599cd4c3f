"""Values arrive, the default is what the function said before, and no annotation is evaluated."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import lookups

assert lookups.by_typing([{"a": 1}]) == {"a": 1}
assert lookups.by_module([{"flag": True}]) is True
assert lookups.by_module([{}]) is False
assert lookups.by_bar([{"a": 1}]) == {"a": 1}
assert lookups.by_any([{"any": 1}]) == 1
assert lookups.by_string([{"name": "n"}]) == "n"
assert lookups.by_union([{"count": 2}]) == 2
assert lookups.by_union([{}]) == 0
assert lookups.by_default([{"a": 1}]) == {"a": 1}
assert lookups.by_default([]) == {}
for name in ["by_typing", "by_module", "by_bar", "by_any", "by_string", "by_union"]:
    assert getattr(lookups, name)([]) is None, name
