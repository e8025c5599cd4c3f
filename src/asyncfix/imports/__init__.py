"""Imports wanted and no longer needed, settled once per file, as splices at the import statements.

What is wanted goes into a module-level `from m import ...` that is already there, else into a statement of its own
among the imports. What is no longer needed goes when no code, annotation, `__all__`, doctest or type comment of the
file uses it any longer, and when neither a comment nor the last statement of a block would go with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from asyncfix.deep import with_deep_stack
from asyncfix.imports.draft import Draft
from asyncfix.imports.statements import RefusedImport, statement_for
from asyncfix.imports.taken import is_taken
from asyncfix.imports.unneeded import removals
from asyncfix.imports.wanted import addition
from asyncfix.project import Module
from asyncfix.rule import Import
from asyncfix.spans import Splice

__all__ = ["RefusedImport", "is_taken", "settle", "statement_for"]


def settle(module: Module, wanted: Iterable[Import], unneeded: Iterable[str]) -> list[Splice]:
    """The splices, ascending and apart, that add the wanted imports and take out those that are unused by now.

    `module` is the file after its edits. `unneeded` are bound names, or dotted modules as in `import a.b`; a name
    that is also wanted stays. Settling the result again gives no splices.

    Raises `RefusedImport` when a wanted name means something else at module level, or is imported there in a `try`;
    `FileTrouble` when the module cannot be parsed.
    """
    asked, names = list(dict.fromkeys(wanted)), set(unneeded)
    try:
        return _settle(module, asked, names)
    except RecursionError:
        return with_deep_stack(lambda: _settle(module, asked, names))


def _settle(module: Module, wanted: Sequence[Import], unneeded: Collection[str]) -> list[Splice]:
    draft = Draft(module)
    added = [one for one in wanted if draft.apply(addition(draft.module, one))]
    draft.apply(removals(draft.module, set(unneeded) - {one.bound for one in wanted}, added))
    return draft.splices()
