"""The values arrive in the file's own encoding."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import latin

assert latin.greet(["Ann", "Bob"]) == "gr\xfc\xdf dich, Ann"
assert latin.greet([""]) == "\xe9"
assert latin.greet([1]) == "wer wei\xdf"
