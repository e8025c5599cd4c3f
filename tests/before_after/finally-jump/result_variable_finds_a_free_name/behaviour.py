"""The new name hides no other, neither a parameter, nor what a nested function or the module means."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import names

echo = [lambda text: text, lambda text: "second"]
assert names.parameter(echo, "given") == "given"
assert names.parameter_of_lambda([lambda _: [1, 3, 2]]) == [3, 2, 1]
assert names.free_in_nested_function(echo) == "module: "
assert names.module_name_read(echo) == "module"
assert names.two_taken(echo, "a", "b") == "ab"
assert names.in_comprehension(echo) == ["aa", "bb"]
assert names.module_name_unused(echo) == "free"
assert names.result_value == "module"
assert names.global_statement([lambda _: "new"]) == "stored"
assert names.result_value == "new"
