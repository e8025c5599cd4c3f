"""finally-jump on small pieces of code: look-alikes first, then verdicts, texts, notes, and the gate."""

from __future__ import annotations

import dataclasses
import random
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from asyncfix import engine
from asyncfix.errors import FileTrouble
from asyncfix.project import Module
from asyncfix.rule import Finding
from asyncfix.transforms.finally_jump import FinallyJump
from asyncfix.transforms.finally_jump.escape import escapes
from asyncfix.transforms.finally_jump.gate import may_jump

CASES = Path(__file__).parent.parent / "before_after" / "finally-jump"


def plan(source: str, *, unsafe: bool = False, **options: Any) -> engine.Plan:
    def allowed(finding: Finding) -> bool:
        return unsafe or engine.is_safe(finding)

    rules = [FinallyJump(**options)]
    return engine.plan(["a.py"], lambda path: Module(path, source.encode()), lambda _: rules, allowed=allowed)


def only_finding(source: str, **options: Any) -> Finding:
    (found,) = plan(source, **options).findings
    return found


def verdict(finding: Finding) -> str:
    return "report" if finding.fix is None else "fix" if finding.fix.safety == "safe" else "unsafe"


def written(source: str, **options: Any) -> str:
    made = plan(source, **options)
    assert not made.errors
    return made.changes[0].after.decode() if made.changes else source


# Look-alikes

LOOK_ALIKES = {
    "no finally": "def f():\n  for x in y:\n    try:\n      return x\n    except E:\n      break\n"
    "    else:\n      continue",
    "jumps beside a harmless finally": """
def f():
  while x:
    try:
      if a: continue
      return 1
    except E:
      break
    else:
      return 2
    finally:
      close()
""",
    "a jump after the try": "while x:\n  try:\n    a()\n  finally:\n    b()\n  break",
    "a loop in the finally": "try: a()\nfinally:\n  for x in y:\n    if x: break\n    continue\n  else: b()",
    "a while in the finally": "try: a()\nfinally:\n  while x:\n    try: b()\n    except E: continue\n    break",
    "a nested loop in the finally": "try: a()\nfinally:\n  for x in y:\n    for z in x:\n      break\n"
    "    else:\n      continue",
    "a function in the finally": "try: a()\nfinally:\n  def f():\n    return 1\n  f()",
    "an async function in the finally": "try: a()\nfinally:\n  async def f():\n    while x: break\n    return 1",
    "a lambda in the finally": "try: a()\nfinally:\n  b(lambda: 1)",
    "a class in the finally": "try: a()\nfinally:\n  class C:\n    def f(self): return 1\n    for x in y: break",
    "a try that is inside a function in the finally": (
        "try: a()\nfinally:\n  def f():\n    try: return 1\n    except E: return 2"
    ),
    "a raise in the finally": "try: a()\nfinally:\n  raise ValueError",
    "a yield in the finally": "def f():\n  try: a()\n  finally:\n    yield 1",
    "an await in the finally": "async def f():\n  try: return await a()\n  finally:\n    await b()",
    "an exit in the finally": "import sys\ntry: a()\nfinally: sys.exit()",
    "an assignment in the finally": "def f():\n  try: x = 1\n  finally: x = 2\n  return x",
    "an expression named after a jump": "def f():\n  try: a()\n  finally: self.return_ = breaks, continued",
    "words in strings and comments": "try: a()\nfinally:\n  b('''\nreturn\n  break\n''')  # continue",
    "an else below a loop": "for x in y:\n  try: a()\n  finally: b()\nelse: c()",
    "a jump in a handler of a try in the finally, in a loop there": (
        "try: a()\nfinally:\n  for x in y:\n    try: b()\n    except E: break\n    finally: c()"
    ),
    "a finally that is a string": "x = '''\ntry: a\nfinally:\n  return\n'''",
}


@pytest.mark.parametrize("situation", LOOK_ALIKES)
def test_leaves_alone(situation: str) -> None:
    assert plan(LOOK_ALIKES[situation]) == engine.Plan()


# Verdicts


class Case(NamedTuple):
    source: str
    verdict: str
    reason: str = ""


WITH_RETURN = "def f():\n  for x in y:\n    try:\n      return g(x)\n"
BROAD = "    except Exception:\n      pass\n"
SWALLOWS = "def f():\n  try:\n    g()\n  except Exception:\n    pass\n  finally:\n"
LOOP = "for x in y:\n  try:\n    g(x)\n"
HIDES = (
    "line {}: `return` in `finally` discards exceptions and earlier returns{}. Move it after the try, or write "
    "`except Exception:` if the errors should be hidden."
)
KEEPS_ALIVE = (
    "line {}: `continue` in `finally` discards every exception {}; the loop relies on it. "
    "Write `except Exception: log` and drop the `continue`."
)
NEVER_REPEATS = (
    "line {}: `break` in `finally` discards the `continue` at {}, so this loop never repeats. Not rewritten: made "
    "live it may loop for ever. Move `break` to an `else:` clause, or drop the loop."
)
CONDITIONAL = (
    "line {}: conditional jump. Move the `if` after the try statement; it will not run when an exception is on its way."
)
INSIDE = "line {}: `return` stands in a `{}` inside the `finally`. Move it after the try statement."

VERDICTS: dict[str, Case] = {
    "a break over returns, broad": Case(WITH_RETURN + BROAD + "    finally: break", "fix"),
    "a break over returns, narrow": Case(WITH_RETURN + "    except E: pass\n    finally: break", "fix"),
    "a break over returns, no handler": Case(WITH_RETURN + "    finally: break", "fix"),
    "a break over a raise": Case(LOOP + "  except E:\n    raise F\n  finally: break", "fix"),
    "a break over a raise of the body": Case("while x:\n  try:\n    raise F\n  finally: break", "fix"),
    "a break over exceptions only, broad": Case(LOOP + "  except Exception: pass\n  finally: break", "fix"),
    "a break over exceptions only, bare": Case(LOOP + "  except: pass\n  finally: break", "fix"),
    "a break over exceptions only, narrow": Case(LOOP + "  except E: pass\n  finally: break", "fix"),
    "a break over exceptions only, no handler": Case(LOOP + "  finally: break", "fix"),
    "a break over groups": Case(LOOP + "  except* Exception: pass\n  finally: break", "fix"),
    "a break over a break": Case("while x:\n  try:\n    break\n  finally: break", "fix"),
    "a break over a continue of the body": Case(
        "while x:\n  try:\n    if y: continue\n  finally: break", "report", NEVER_REPEATS.format(4, 3)
    ),
    "a break over a continue of a handler": Case(
        LOOP + "  except Exception:\n    continue\n  finally: break", "report", NEVER_REPEATS.format(6, 5)
    ),
    "a break over a continue of the else": Case(
        LOOP + "  except E: pass\n  else:\n    continue\n  finally: break", "report", NEVER_REPEATS.format(7, 6)
    ),
    "a break over a continue of an inner loop": Case(
        "while x:\n  try:\n    for y in z: continue\n  finally: break", "fix"
    ),
    "a break over a continue in the else of an inner loop": Case(
        "while x:\n  try:\n    for y in z: a()\n    else: continue\n  finally: break",
        "report",
        NEVER_REPEATS.format(5, 4),
    ),
    "a break in a generator": Case("def f():\n  for x in y:\n    try:\n      yield x\n    finally: break", "fix"),
    "a break in a module": Case(LOOP + "  finally: break", "fix"),
    "a break in a class": Case("class C:\n  for x in y:\n    try: g()\n    finally: break", "fix"),
    "a continue, broad, over a return": Case(WITH_RETURN + BROAD + "    finally: continue", "fix"),
    "a continue, broad, over a break": Case(
        "for x in y:\n  try: break\n  except Exception: pass\n  finally: continue", "fix"
    ),
    "a continue, broad, over nothing": Case(LOOP + "  except Exception: pass\n  finally: continue", "fix"),
    "a continue, bare": Case(LOOP + "  except: pass\n  finally: continue", "fix"),
    "a continue, BaseException": Case(LOOP + "  except BaseException: pass\n  finally: continue", "fix"),
    "a continue, Exception in a tuple": Case(LOOP + "  except (E, Exception): pass\n  finally: continue", "fix"),
    "a continue, builtins": Case(
        "import builtins as b\n" + LOOP + "  except b.Exception: pass\n  finally: continue", "fix"
    ),
    "a continue, no handler": Case(LOOP + "  finally: continue", "report", KEEPS_ALIVE.format(4, "of the try body")),
    "a continue, narrow": Case(
        LOOP + "  except E: pass\n  finally: continue", "report", KEEPS_ALIVE.format(5, "that the handlers let out")
    ),
    "a continue, another Exception": Case(
        "from lib import Exception\n" + LOOP + "  except Exception: pass\n  finally: continue",
        "report",
        KEEPS_ALIVE.format(6, "that the handlers let out"),
    ),
    "a continue, a handler that raises": Case(
        LOOP + "  except Exception:\n    raise\n  finally: continue",
        "report",
        KEEPS_ALIVE.format(6, "that the handlers let out"),
    ),
    "a continue, an else that raises": Case(
        LOOP + "  except Exception: pass\n  else: raise E\n  finally: continue",
        "report",
        KEEPS_ALIVE.format(6, "that the handlers let out"),
    ),
    "a return, broad": Case("def f():\n  try: return 1\n  except Exception: pass\n  finally: return 2", "fix"),
    "a bare return, broad": Case(SWALLOWS + "    return", "fix"),
    "a return of a call, broad": Case(SWALLOWS + "    return g()", "fix"),
    "a return, no handler": Case("def f():\n  try: return 1\n  finally: return 2", "unsafe", HIDES.format(3, "")),
    "a return, narrow": Case(
        "def f():\n  try: g()\n  except E: pass\n  finally: return 2", "unsafe", HIDES.format(4, "")
    ),
    "a return, a handler that raises": Case(
        "def f():\n  try: g()\n  except Exception:\n    raise\n  finally: return 2", "unsafe", HIDES.format(5, "")
    ),
    "a return over a break": Case(
        "def f():\n  for x in y:\n    try: break\n    except Exception: pass\n    finally: return 2",
        "unsafe",
        HIDES.format(5, " and `break`"),
    ),
    "a return over break and continue": Case(
        "def f():\n  for x in y:\n    try:\n      if x: continue\n      break\n    except Exception: pass\n"
        "    finally: return 2",
        "unsafe",
        HIDES.format(7, " and `break` and `continue`"),
    ),
    "a conditional jump that may move": Case(SWALLOWS + "    if x.done: return", "unsafe", CONDITIONAL.format(7)),
    "a conditional jump with a value that may move": Case(
        SWALLOWS + "    if not (a and b.c is None): return a", "unsafe", CONDITIONAL.format(7)
    ),
    "a conditional jump whose test is a call": Case(SWALLOWS + "    if g(): return", "report", CONDITIONAL.format(7)),
    "a conditional jump whose value is a call": Case(
        SWALLOWS + "    if x: return g()", "report", CONDITIONAL.format(7)
    ),
    "a conditional jump with an else": Case(
        SWALLOWS + "    if x: return\n    else: g()", "report", CONDITIONAL.format(7)
    ),
    "a conditional jump with other work": Case(
        SWALLOWS + "    if x:\n      g()\n      return", "report", CONDITIONAL.format(9)
    ),
    "a conditional jump in the middle": Case(SWALLOWS + "    if x: return\n    g()", "report", CONDITIONAL.format(7)),
    "a conditional jump in the else": Case(
        SWALLOWS + "    if x: g()\n    else: return", "report", CONDITIONAL.format(8)
    ),
    "a jump in a with": Case(SWALLOWS + "    with a:\n      return", "report", INSIDE.format(8, "with")),
    "a jump in a try": Case(SWALLOWS + "    try: return\n    except E: pass", "report", INSIDE.format(7, "try")),
    "a jump in a for": Case(SWALLOWS + "    for x in y: return", "report", INSIDE.format(7, "for")),
    "a jump in a while": Case(SWALLOWS + "    while x: return", "report", INSIDE.format(7, "while")),
    "a jump in a match": Case(SWALLOWS + "    match x:\n      case 1: return", "report", INSIDE.format(8, "match")),
    "a jump in the else of a loop": Case(
        "while a:\n  try: g()\n  finally:\n    for x in y: h()\n    else:\n      break",
        "report",
        "line 6: `break` stands in a `for` inside the `finally`. Move it after the try statement.",
    ),
    "a jump followed by statements": Case(
        SWALLOWS + "    return\n    g()",
        "report",
        "line 7: `return` is followed by statements that never run. Delete them first.",
    ),
    "a jump that leaves two": Case(
        "def f():\n  try: g()\n  finally:\n    try: h()\n    except Exception: pass\n    finally: return",
        "report",
        "line 6: `return` leaves 2 `finally` blocks. Move it after the outer one.",
    ),
}


@pytest.mark.parametrize("situation", VERDICTS)
def test_the_verdict_on(situation: str) -> None:
    source, expected, reason = VERDICTS[situation]
    found = only_finding(source)
    assert verdict(found) == expected
    assert (found.kept_because or "") == reason
    assert (written(source) != source) is (expected == "fix")


@pytest.mark.parametrize("situation", [name for name, case in VERDICTS.items() if case.verdict == "unsafe"])
def test_what_is_unsafe_is_written_on_request(situation: str) -> None:
    made = written(VERDICTS[situation].source, unsafe=True)
    assert made != VERDICTS[situation].source
    assert plan(made, unsafe=True) == engine.Plan()


@pytest.mark.parametrize("situation", [name for name, case in VERDICTS.items() if case.verdict == "fix"])
def test_what_is_written_has_no_finding_left_and_no_warning(situation: str) -> None:
    made = written(VERDICTS[situation].source)
    assert plan(made) == engine.Plan()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(made, "a.py", "exec")


def test_two_jumps_in_one_finally_are_two_reports() -> None:
    found = plan(SWALLOWS + "    if x: return 1\n    return 2").findings
    assert [(one.span.line, verdict(one), one.kept_because) for one in found] == [
        (line, "report", f"line {line}: this `finally` holds 2 jumps. Move them after the try statement.")
        for line in (7, 8)
    ]


@pytest.mark.parametrize(
    "situation", [name for name in VERDICTS if name.startswith("a return") and VERDICTS[name].verdict == "unsafe"]
)
def test_unswallow_makes_a_return_safe(situation: str) -> None:
    source = VERDICTS[situation].source
    found = only_finding(source, unswallow=True)
    assert verdict(found) == "fix"
    assert found.kept_because is None
    assert "finally" not in written(source, unswallow=True)


@pytest.mark.parametrize(
    "situation", [name for name, case in VERDICTS.items() if not name.startswith("a return") and case.verdict != "fix"]
)
def test_unswallow_makes_nothing_else_safe(situation: str) -> None:
    source, expected, reason = VERDICTS[situation]
    found = only_finding(source, unswallow=True)
    assert (verdict(found), found.kept_because) == (expected, reason)


# What is written

REWRITES: dict[str, tuple[str, str]] = {
    "an empty finally goes": (
        "for x in y:\n    try:\n        a()\n    except Exception:\n        b()\n    finally:\n        break  # out\n",
        "for x in y:\n    try:\n        a()\n    except Exception:\n        b()\n    break  # out\n",
    ),
    "the rest of a finally stays": (
        "for x in y:\n    try:\n        a()\n    finally:\n        b()\n        # out\n        break\n",
        "for x in y:\n    try:\n        a()\n    finally:\n        b()\n    # out\n    break\n",
    ),
    "a one-line finally": (
        "for x in y:\n    try: a()\n    finally: b(); break\n",
        "for x in y:\n    try: a()\n    finally: b()\n    break\n",
    ),
    "a try without handlers is dedented": (
        "for x in y:\n    # why\n    try:\n        a()\n\n        b()\n    finally:\n        break\n",
        "for x in y:\n    # why\n    a()\n\n    b()\n    break\n",
    ),
    "a continue at the end of the loop goes": (
        "for x in y:\n    try:\n        a()\n    except Exception:\n        b()\n    finally:\n        continue\n",
        "for x in y:\n    try:\n        a()\n    except Exception:\n        b()\n",
    ),
    "a continue before dead code stays": (
        (
            "for x in y:\n    try:\n        a()\n    except Exception:\n        b()\n    finally:\n"
            "        continue\n    c()\n"
        ),
        "for x in y:\n    try:\n        a()\n    except Exception:\n        b()\n    continue\n    c()\n",
    ),
    "a returned call stays in the finally": (
        (
            "def f(self):\n    try:\n        a()\n    except Exception:\n        pass\n    finally:\n"
            "        return self.b()\n"
        ),
        (
            "def f(self):\n    try:\n        a()\n    except Exception:\n        pass\n    finally:\n"
            "        result_value = self.b()\n    return result_value\n"
        ),
    ),
    "a bare return at the end goes": (
        (
            "def f():\n    try:\n        a()\n    except Exception:\n        pass\n    finally:\n        b()\n"
            "        return\n"
        ),
        "def f():\n    try:\n        a()\n    except Exception:\n        pass\n    finally:\n        b()\n",
    ),
    "a break that nothing reaches goes": (
        (
            "def f():\n    for x in y:\n        try:\n            return [a]\n        finally:\n"
            "            b()\n            break\n    c()\n"
        ),
        "def f():\n    for x in y:\n        try:\n            return [a]\n        finally:\n            b()\n    c()\n",
    ),
    "a result variable with an early return": (
        (
            "def f() -> bool:\n    for x in y:\n        try:\n            if a():\n"
            "                return True\n            b()\n"
            "        except Exception:\n            return False\n        finally:\n            break\n"
        ),
        (
            "def f() -> bool:\n    result_value = False\n    for x in y:\n        try:\n            if a():\n"
            "                result_value = True\n                break\n            b()\n        except Exception:\n"
            "            result_value = False\n        break\n    return result_value\n"
        ),
    ),
}


@pytest.mark.parametrize("situation", REWRITES)
def test_rewrites(situation: str) -> None:
    before, after = REWRITES[situation]
    assert written(before) == after
    assert written(before.replace("\n", "\r\n")) == after.replace("\n", "\r\n")
    assert written(before.replace("    ", "\t")) == after.replace("    ", "\t")
    assert written(before.removesuffix("\n")) == after.removesuffix("\n")


def test_rewrites_a_jump_that_ends_in_a_semicolon() -> None:
    before = "for x in y:\n    try:\n        a()\n    finally:\n        b();\n        break;\n"
    made = written(before)
    assert re.sub(";", "", made) == "for x in y:\n    try:\n        a()\n    finally:\n        b()\n    break\n"


def test_rewrites_below_an_elif_of_a_module() -> None:
    before = (
        "if a:\n    pass\nelif b:\n    for x in y:\n        try:\n            c()\n        finally:\n"
        "            break\n"
    )
    assert written(before) == "if a:\n    pass\nelif b:\n    for x in y:\n        c()\n        break\n"


def test_the_style_hoist_has_no_result_variable() -> None:
    before, _ = REWRITES["a result variable with an early return"]
    made = written(before, style="hoist")
    assert "result_value" not in made
    assert made == before.replace("        finally:\n            break\n", "        break\n")


def test_jumps_of_the_same_words_keep_their_lines() -> None:
    """Two loops of one function take turns with the name of the result; the first loop is reported only."""
    loop = (
        "        for x in y:\n            try:\n                return {}\n            finally:\n"
        "                break\n"
    )
    source = (
        "def f(c):\n    while c:\n        try:\n            if a(): continue\n        finally:\n            break\n"
        f"    if c:\n{loop.format(1)}    else:\n{loop.format(2)}"
    )
    made = plan(source)
    assert [found.span.line for found in made.kept] == [6]
    assert sorted(found.span.line for found in made.fixed) == [12, 18]


# What is said


def test_a_finding_says_what_is_lost_and_where() -> None:
    source = """\
class Store:
    async def get(self, key):
        async for db in sessions():
            try:
                row = await db.get(key)
                if row is None:
                    raise KeyError(key)
                return row
            except KeyError:
                return None
            except LookupError as error:
                raise Missing from error
            finally:
                break  # done
"""
    found = only_finding(source)
    assert found.rule == "finally-jump"
    assert found.path == "a.py"
    assert found.span == (14, 17, 14, 22)
    assert found.severity == "error"
    assert found.symbol == "Store.get"
    assert found.code == "break  # done"
    assert found.message == (
        "`break` in `finally` discards `return row` (8), `return None` (10), `raise Missing from error` (12) and "
        "every exception that its handlers do not take"
    )
    assert [(one.path, one.line, one.message) for one in found.related] == [
        ("a.py", 8, "`return row` is discarded"),
        ("a.py", 10, "`return None` is discarded"),
        ("a.py", 12, "`raise Missing from error` is discarded"),
    ]


MESSAGES: dict[str, tuple[str, str, str]] = {
    "no handler": (LOOP + "  finally: break", "warning", "every exception of its `try` body"),
    "a narrow handler": (
        LOOP + "  except E: pass\n  finally: break",
        "warning",
        "every exception that its handlers do not take",
    ),
    "a broad handler": (
        LOOP + "  except Exception: pass\n  finally: break",
        "warning",
        "what `except Exception` does not take, such as KeyboardInterrupt and SystemExit",
    ),
    "a broad handler in async code": (
        "async def f():\n  for x in y:\n    try: await g()\n    except Exception: pass\n    finally: break",
        "warning",
        "what `except Exception` does not take, such as CancelledError and KeyboardInterrupt",
    ),
    "a bare handler": (LOOP + "  except: pass\n  finally: break", "warning", "what its handlers raise"),
    "the same return twice": (
        (
            "def f():\n  for x in y:\n    try:\n      if x: return 1\n      return 1\n    except: return 2\n"
            "    finally: break"
        ),
        "error",
        "`return 1` (4, 5), `return 2` (6) and what its handlers raise",
    ),
    "a long return over several lines": (
        (
            "def f():\n  for x in y:\n    try:\n      return {\n        'key': x, 'other key': x, 'last': x}\n"
            "    except: g()\n"
            "    finally: break"
        ),
        "error",
        "`return { 'key': x, 'other key': x, 'l...` (4) and what its handlers raise",
    ),
    "a raise that a handler takes": (
        "for x in y:\n  try:\n    raise E\n  except Exception: pass\n  finally: break",
        "warning",
        "what `except Exception` does not take, such as KeyboardInterrupt and SystemExit",
    ),
    "a raise that an inner try takes": (
        "for x in y:\n  try:\n    try: raise E\n    except E: pass\n  finally: break",
        "warning",
        "every exception of its `try` body",
    ),
}


@pytest.mark.parametrize("situation", MESSAGES)
def test_the_message_with(situation: str) -> None:
    source, severity, lost = MESSAGES[situation]
    found = only_finding(source)
    assert found.message == f"`break` in `finally` discards {lost}"
    assert found.severity == severity


ALL_OF_THEM = (
    "Exceptions not handled above (now: all of them) were discarded by line {}; they now propagate. {} here again."
)
BASE_ONLY = (
    "Exceptions not handled above (now: only BaseException such as {}, and errors of {} themselves) "
    "were discarded by line {}; they now propagate. {} here again."
)
CTRL_C = "Ctrl-C works"
CANCEL = "`task.cancel()`, `asyncio.timeout()` and Ctrl-C work"
SYNC, ASYNC = "KeyboardInterrupt and SystemExit", "CancelledError and KeyboardInterrupt"

NOTES: dict[str, tuple[str, list[str]]] = {
    "N1, a result variable over several returns": (
        (
            "def validate():\n  for x in y:\n    try:\n      if x: return False\n      return True\n"
            "    except: return False\n"
            "    finally: break"
        ),
        [
            (
                "`validate` always returned None: `return False` (4), `return True` (5), `return False` "
                "(6) were discarded "
                "by `break` in `finally` (7). It now returns them."
            )
        ],
    ),
    "N1, a constant after the loop": (
        (
            "class C:\n  def validate(self):\n    for x in y:\n      try: return x\n      except: return 2\n"
            "      finally: break\n    return True"
        ),
        [
            (
                "`validate` always returned `True`: `return x` (4), `return 2` (5) were discarded by "
                "`break` in `finally` "
                "(6). It now returns them."
            )
        ],
    ),
    "N1, one return that takes effect": (
        "def f():\n  while x:\n    try: return x\n    except: g()\n    finally: continue\n",
        [
            "`return x` (3) was discarded by `continue` in `finally` (5). It takes effect now.",
            "The loop also went on after `return x` (3); it now ends in that case.",
        ],
    ),
    "N1, several that take effect": (
        "def f():\n  try:\n    if x: return 1\n    return 2\n  except: g()\n  finally: return 3",
        ["`return 1` (3), `return 2` (4) were discarded by `return` in `finally` (6). They take effect now."],
    ),
    "N2, in a function": (
        "def create():\n  for x in y:\n    try: g()\n    except:\n      raise\n    finally: break",
        ["`raise` at line 5 was discarded by line 6; callers of `create` now see the exception."],
    ),
    "N2, in a module": (
        "for x in y:\n  try: g()\n  except:\n    raise\n  finally: break",
        ["`raise` at line 4 was discarded by line 5; the exception now gets out."],
    ),
    "N3, no handler": (LOOP + "  finally: break", [ALL_OF_THEM.format(4, CTRL_C)]),
    "N3, a narrow handler, async": (
        "async def f():\n  for x in y:\n    try: await g()\n    except E: pass\n    finally: break",
        [ALL_OF_THEM.format(5, CANCEL)],
    ),
    "N3, a broad handler": (
        LOOP + "  except Exception: pass\n  finally: break",
        [BASE_ONLY.format(SYNC, "the handlers", 5, CTRL_C)],
    ),
    "N3, a broad handler and an else, async": (
        (
            "async def f():\n  for x in y:\n    try: await g()\n    except Exception: pass\n    else: h()\n"
            "    finally: break"
        ),
        [BASE_ONLY.format(ASYNC, "the handlers and the `else`", 6, CANCEL)],
    ),
    "N3, a bare handler": (LOOP + "  except: pass\n  finally: break", []),
    "N4, lines after the loop": (
        (
            "def f():\n  for x in y:\n    try:\n      if x: return x\n      h()\n    except: g()\n"
            "    finally: break\n  a()\n  b()"
        ),
        [
            "`return x` (4) was discarded by `break` in `finally` (7). It takes effect now.",
            "Lines 8-9 after the loop also ran after `return x` (4); they are now skipped in that case.",
        ],
    ),
    "N4, one line after the loop": (
        "def f():\n  for x in y:\n    try:\n      if x: return x\n    except: g()\n    finally: break\n  a()",
        [
            "`return x` (4) was discarded by `break` in `finally` (6). It takes effect now.",
            "Line 7 after the loop also ran after `return x` (4); it is now skipped in that case.",
        ],
    ),
    "N5, a context manager": (
        (
            "from contextlib import contextmanager\n@contextmanager\ndef scope():\n  for x in y:\n    try: yield x\n"
            "    except: g()\n    finally: break"
        ),
        ["Errors raised inside `with scope()` were suppressed; they now reach the caller."],
    ),
    "N5, an async context manager under another name": (
        (
            "import contextlib as c\n@c.asynccontextmanager\nasync def scope():\n  for x in y:\n    try: yield x\n"
            "    except: g()\n    finally: break"
        ),
        ["Errors raised inside `async with scope()` were suppressed; they now reach the caller."],
    ),
    "no N5, a plain generator": (
        "def scope():\n  for x in y:\n    try: yield x\n    except: g()\n    finally: break",
        [],
    ),
    "N6, an async generator": (
        "async def f():\n  async for db in self.get_db():\n    try: await g()\n    except: h()\n    finally: break",
        [
            (
                "If `self.get_db()` is an async generator, the event loop closes it some time after the "
                "`break` (unchanged). "
                "`contextlib.aclosing` closes it at once."
            )
        ],
    ),
    "no N6, a variable": (
        "async def f():\n  async for db in dbs:\n    try: await g()\n    except: h()\n    finally: break",
        [],
    ),
    "no N6, a continue": (
        "async def f():\n  async for db in get_db():\n    try: await g()\n    except: h()\n    finally: continue",
        [],
    ),
    "what other linters were told": (
        LOOP + "  except: pass\n  finally:\n    break  # noqa: E501, B012",
        ["`# noqa: E501, B012` on line 6 has nothing left to silence."],
    ),
    "what pylint was told": (
        LOOP + "  except: pass\n  finally:\n    break  # pylint: disable=lost-exception",
        ["`# pylint: disable=lost-exception` on line 6 has nothing left to silence."],
    ),
    "what other linters were told of other things": (
        LOOP + "  except: pass\n  finally:\n    break  # noqa: B013",
        [],
    ),
}


@pytest.mark.parametrize("situation", NOTES)
def test_the_notes_say(situation: str) -> None:
    source, expected = NOTES[situation]
    assert list(only_finding(source).notes) == expected


@pytest.mark.parametrize("situation", [name for name, case in VERDICTS.items() if case.verdict == "report"])
def test_a_report_has_no_notes(situation: str) -> None:
    assert only_finding(VERDICTS[situation].source).notes == ()


# The gate

BODY = "def f():\n  try:\n    g()\n  finally:"
NASTY: dict[str, str] = {
    "a suite on one line": BODY + " return",
    "a suite on one line behind a semicolon": BODY + " g(); return",
    "a colon apart": BODY[:-1] + " \t\f: return",
    "a colon on the next line": BODY[:-1] + "\\\n: return",
    "a colon on the next line, and a suite": BODY[:-1] + " \\\n \\\n:\n    return",
    "a comment behind the colon": BODY + "# no\n    return",
    "a continued line": BODY + "\n    g() \\\n\n    return",
    "a continued line at the margin": BODY + "\n    x = 1 + \\\n2\n    return",
    "a continued string at the margin": BODY + "\n    x = 'a\\\nb'\n    return",
    "a suite on one line that goes on": BODY + " x = (\n1); return",
    "a string at the margin": BODY + "\n    g('''\na\n''')\n    return",
    "a string at the margin that holds quotes": BODY + '\n    g("""\n\'\'\'\n""")\n    return',
    "a string in other quotes at the margin": BODY + '\n    g(\'it\\\'s\', """\na\n""")\n    return',
    "brackets at the margin": BODY + "\n    g(\n1,\n)\n    return",
    "brackets closed at the margin": BODY + "\n    x = [\n]\n    y = {\n}\n    return",
    "brackets at the margin beside a bracket in a string": BODY + "\n    x = [']',\n1]\n    return",
    "brackets at the margin beside a bracket in a comment": BODY + "\n    x = (  # :)\n1)\n    return",
    "brackets at the margin beside a bracket in an escaped string": BODY + "\n    x = ['\\']',\n1]\n    return",
    "comments at the margin": BODY + "\n# a\n    g()\n# b\n\n# c\n    return",
    "a comment that looks like code at the margin": BODY + "\n#if x:\n    return",
    "blank lines": BODY + "\n\n  \n\t\n\f\n    return",
    "a form feed in front": BODY + "\n\f    return",
    "a form feed behind the indent": BODY + "\n    g()\n  \f    return",
    "a form feed in front of the finally": "def f():\n  try:\n    g()\n\f  finally:\n    return",
    "a form feed that takes back the indent of the finally": "def f():\n try:\n  g()\n      \f finally:\n  return",
    "a backslash in front of the finally": "def f():\n try:\n  g()\n \\\n      finally:\n  return",
    "a backslash in front of the jump": BODY + "\n    g()\n    \\\nreturn",
    "tabs": "def f():\n\ttry:\n\t\tg()\n\tfinally:\n\t\treturn",
    "tabs deeper than blanks": "def f():\n  try:\n  \tg()\n  finally:\n  \treturn",
    "one blank": "def f():\n try:\n  g()\n finally:\n  return",
    "carriage returns": (BODY + "\n    g()\n    return\n").replace("\n", "\r"),
    "carriage returns and line feeds": (BODY + "\n    g()\n    return\n").replace("\n", "\r\n"),
    "mixed line ends": BODY + "\r    g()\r\n    g()\n    return\r",
    "a byte order mark": "\ufefftry: g()\nfinally:\n  for x in y: break\n  else: g()\n" + BODY + " return",
    "a finally at the start": "try: g()\nfinally:\n  pass\n" + BODY + " return",
    "several finallys": BODY + "\n    g()\n" + BODY.replace("f()", "h()") + "\n    return",
    "a finally in a finally": BODY + "\n    try: g()\n    finally:\n        return",
    "a jump deep inside": BODY + "\n    if a:\n        with b:\n            return",
    "a jump right behind a bracket": BODY + "\n    if (a):return(1)",
    "a jump right behind a string": BODY + "\n    if 'é':return'é'",
    "text outside of ASCII": BODY + "\n    é = '오류'; return é",
    "a jump in the else of a loop": "while a:\n  try: g()\n  finally:\n    for x in y: h()\n    else: break",
    "a loop in front of the jump": BODY + "\n    for x in y:\n        continue\n    return",
    "a decorated function in front of the jump": BODY + "\n    @a\n    def h():\n        pass\n    return",
    "newer syntax": BODY + "\n    type X = int\n    def h[\nT](): pass\n    return",
    "newer f-strings": BODY + '\n    x = f"{\na["]"]\n}"\n    return',
}


@pytest.mark.parametrize("situation", NASTY)
def test_the_gate_lets_a_jump_through_that_is_laid_out_with(situation: str) -> None:
    data = NASTY[situation].encode()
    assert list(escapes(Module("a.py", data))), "the table holds jumps only"
    assert may_jump(data)
    assert FinallyJump().may_hold(data)


@pytest.mark.parametrize("situation", NASTY)
def test_nasty_layouts_are_found_and_rewritten_or_kept_with_a_sentence(situation: str) -> None:
    made = plan(NASTY[situation], unsafe=True)
    assert made.findings
    assert not made.errors
    assert all(found.kept_because for found in made.kept)


QUIET = {
    "nothing": "",
    "no finally": "def f():\n  return 1",
    "a finally that cleans up": BODY + "\n    g()\n    h()\n  return 1",
    "a finally on one line": BODY + " g()\n  return 1",
    "a finally at the end": BODY + "\n    g()",
    "a finally in a comment": "def f():\n  # finally: return\n  return 1",
    "a finally in prose": "'''Closes it.\n\nfinally the rows\nreturn\n'''",
    "words with jumps in them": BODY + "\n    breaks, returned, continue_ = 1, 2, 3",
    "words with finally in them": "def f():\n  finally_ = 1\n  return finally_",
    "comments at the margin below it": BODY + "\n    g()\n# a\n  # b\n  return 1",
    "carriage returns": (BODY + "\n    g()\n  return 1\n").replace("\n", "\r"),
    "brackets that close": BODY + "\n    g(\n      [1],\n    )\n  return 1",
}


@pytest.mark.parametrize("situation", QUIET)
def test_the_gate_keeps_out(situation: str) -> None:
    data = QUIET[situation].encode()
    assert not list(escapes(Module("a.py", data)))
    assert not may_jump(data)


BETWEEN = ("", "  ", "\t", "\f", "# return", "   # (", "\t# '''", "#]", "\f# [")


def laid_out(rng: random.Random) -> str:
    """A try statement with a jump in its `finally`, most of the time, in a layout that nobody writes."""
    unit = rng.choice((" ", "  ", "    ", "\t", " \t", "        "))
    depth = rng.randrange(3)
    made: list[str] = []

    def put(level: int, text: str) -> None:
        made.extend(rng.choices(BETWEEN, k=rng.choice((0, 0, 0, 1, 2))))
        made.append(rng.choice(("", "", "", "", "\f")) + unit * level + text)

    def filler(level: int) -> None:
        put(level, rng.choice(FILLERS))

    for level in range(depth):
        put(level, rng.choice(("if x:", "class C:", "with x:", "for x in y:", "try:")))
        if made[-1].endswith("try:"):
            made[-1] = made[-1].replace("try:", "if y:")
    put(depth, "def f():")
    put(depth + 1, "while x:")
    put(depth + 2, rng.choice(("try: g()", "try : pass")))
    put(depth + 2, rng.choice(("finally:", "finally :", "finally\t:  # a", "finally \\\n:", "finally\\\n    :  # (")))
    for _ in range(rng.randrange(4)):
        filler(depth + 3)
    if rng.random() < 0.3:
        put(depth + 3, rng.choice(("if x:", "with x:", "for x in y: pass", "while x:")))
        inner = depth + (3 if made[-1].endswith("pass") else 4)
        if inner == depth + 3:
            put(depth + 3, "else:")
        filler(depth + 4)
        put(depth + 4, rng.choice(("return", "x = 1; return", "pass")))
    put(
        depth + 3, rng.choice(("return", "break", "continue", "g(); break", "x = [\n1]; return", "if x: return", "g()"))
    )
    if rng.random() < 0.5:
        put(depth, "g()")
    return rng.choice(("\n", "\r\n", "\r")).join("\n".join(made).split("\n")) + rng.choice(("", "\n"))


FILLERS = (
    "g()",
    "pass",
    "x = '''\nreturn\n'''",
    'x = """\n)\n# """',
    "x = (\n1,\n 2)",
    "x = [')',\n1]",
    "x = {  # }\n}",
    "x = '(', \\\n1",
    "x = 1 + \\\n  2  # '''",
    "x = 'a\\\nb'",
    "x = '\\'('; y = [\n]",
    "x = r'\\'; y = ')'",
    "def h(): pass",
    "lambda: (yield)",
    "x = f'{y!r:>{z}}'",
)


def test_the_gate_never_keeps_out_what_detection_finds() -> None:
    rng = random.Random(20)
    found = 0
    for _ in range(4000):
        data = laid_out(rng).encode()
        try:
            holds = bool(list(escapes(Module("a.py", data))))
        except FileTrouble:
            continue
        found += holds
        assert may_jump(data) or not holds, data.decode()
    assert found > 1500, "the layouts are Python, most of them, and hold a jump"


def with_other_layouts(data: bytes) -> Iterator[bytes]:
    yield data
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    yield from (lines.replace(b"\n", end) for end in (b"\r\n", b"\r"))
    yield re.sub(rb"(?m)^((?:    )+)", lambda match: b"\t" * (len(match[1]) // 4), lines)
    yield re.sub(rb"(?m)^(?=[ ]+(?:break|return|continue|finally)\b)", b"# note\n\n\f\n", lines)


def test_the_gate_lets_every_case_with_a_finding_through_in_other_layouts_too() -> None:
    files = sorted(CASES.glob("*/before/**/*.py"))
    assert len(files) > 90
    found = 0
    for path in files:
        for data in with_other_layouts(path.read_bytes()):
            try:
                holds = bool(list(escapes(Module("a.py", data))))
            except FileTrouble:
                continue
            found += holds
            assert may_jump(data) or not holds, path
    assert found > 300


# Documentation


def test_the_documentation_has_its_headings() -> None:
    text = FinallyJump.__doc__
    assert text is not None
    headings = re.findall(r"^ *## (.*)$", text, re.MULTILINE)
    assert headings == ["What breaks", "What asyncfix writes", "What it leaves alone"]
    first = text.split("\n", 1)[0]
    assert first.endswith(".")
    assert 20 < len(first) < 120


def test_every_option_has_help_and_a_default() -> None:
    options = {field.name for field in dataclasses.fields(FinallyJump)}
    assert options == FinallyJump.option_help.keys()
    assert all(FinallyJump.option_help.values())
    assert FinallyJump() == FinallyJump(style="result-variable", unswallow=False)


def quoted_warning() -> str:
    match = re.search(r"^ *SyntaxWarning: (.*)$", FinallyJump.__doc__ or "", re.MULTILINE)
    assert match
    return match[1]


def test_the_quoted_warning_is_the_one_of_pep_765() -> None:
    assert quoted_warning() == "'break' in a 'finally' block"


@pytest.mark.skipif(sys.version_info < (3, 14), reason="older compilers do not warn")
def test_the_quoted_warning_is_the_one_that_python_gives() -> None:
    with pytest.warns(SyntaxWarning, match=rf"^{re.escape(quoted_warning())}$"):
        compile(LOOP + "  finally: break", "a.py", "exec")


def test_detection_does_not_import_libcst_and_the_gate_no_detection() -> None:
    script = (
        "import sys\n"
        "from asyncfix.transforms.finally_jump import FinallyJump\n"
        f"assert FinallyJump().may_hold({BODY.encode() + b' return'!r})\n"
        "assert 'ast' not in sys.modules or 'asyncfix.transforms.finally_jump.finding' not in sys.modules\n"
        "from asyncfix.project import Module, Project\n"
        f"module = Module('a.py', {BODY.encode() + b' return'!r})\n"
        "assert list(FinallyJump().detect(module, Project(lambda path: module)))\n"
        "assert 'libcst' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
