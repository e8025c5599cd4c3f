"""What `except*` does not handle gets out."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import groups_run


def fail(*errors):
    def job():
        raise ExceptionGroup("failed", errors)

    return job


assert groups_run.run([lambda: 1, lambda: 2]) == 1
assert groups_run.run([None]) == "no job"
groups_run.log.clear()
assert groups_run.run([fail(ValueError(), ValueError())]) is None
assert groups_run.log == ["started", 2]
try:
    groups_run.run([fail(ValueError(), KeyError())])
except ExceptionGroup as group:
    assert [type(error) for error in group.exceptions] == [KeyError]
else:
    raise AssertionError("the KeyError was swallowed")
