"""`break` runs the inner clean-up and skips what follows it, as `return` did."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import files


class File:
    def __init__(self, *lines, broken=False):
        self.lines = lines
        self.broken = broken

    def __enter__(self):
        files.log.clear()

    def __exit__(self, *error):
        files.log.append("exit")
        if self.broken:
            raise OSError


assert files.first_line([File("a", "b"), File("c")]) == "a"
assert files.log == ["read", "exit", "inner", "outer"], files.log
assert files.first_line([File()]) == "nothing"
assert files.log == ["exit", "inner", "outer"], files.log
assert files.first_line([File("a", broken=True)]) == "unreadable"

files.log.clear()
assert files.checked_line([File("a")]) == "a"
assert files.log == ["inner", "checked", "outer"], files.log
files.log.clear()
assert files.checked_line([File("stop")]) == "stopped"
assert files.checked_line([File()]) == "no such line"
assert files.log == ["inner", "outer"] * 2, files.log
