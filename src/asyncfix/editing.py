"""The edits of fixes, made in the bytes of files: blocks rewritten by LibCST and spliced back, then the imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from asyncfix.errors import FileTrouble
from asyncfix.project import Module, Project
from asyncfix.rule import Edit, Finding, Fix

if TYPE_CHECKING:
    from asyncfix.spans import Splice


def edited(project: Project, findings: Sequence[Finding]) -> dict[str, bytes]:
    """The bytes of the files that these fixes change. Raises `RefusedEdit`."""
    by_path: dict[str, list[Edit]] = {}
    fixes = [finding.fix for finding in findings if finding.fix]
    for fix in fixes:
        for edit in fix.edits:
            by_path.setdefault(edit.path, []).append(edit)
    contents = {}
    for path, edits in by_path.items():
        data = _rewritten(project.at(path), edits, fixes)
        contents[path] = _imports_settled(project, project.at(path), data, fixes)
    return contents


def _rewritten(module: Module, edits: Sequence[Edit], fixes: Sequence[Fix]) -> bytes:
    from asyncfix import spans

    dropped = Counter(comment for fix in fixes for comment in fix.drops_comments)
    splices = []
    for block, inside in spans.merged(module, edits):
        made = spans.rewrite(module, block, inside)
        lost = Counter(made.comments_before) - Counter(made.comments_after) - dropped
        if lost:
            raise spans.RefusedEdit(inside, f"would lose the comment {next(iter(lost))!r}", is_bug=True)
        splices.append(made.splice)
    try:
        return spliced(module, splices)
    except UnicodeEncodeError as exc:
        reason = f"the file's encoding, {module.encoding}, has no {exc.object[exc.start : exc.end]!r}"
        raise spans.RefusedEdit(edits, reason) from None


def _imports_settled(project: Project, module: Module, data: bytes, fixes: Sequence[Fix]) -> bytes:
    wanted = [wanted for fix in fixes for path, wanted in fix.wanted if path == module.path]
    unused = {name for fix in fixes for path, name in fix.unneeded if path == module.path}
    if not wanted and not unused:
        return data
    from asyncfix import imports
    from asyncfix.spans import RefusedEdit

    result = Module(module.path, data, target_version=module.target_version)
    try:
        # Who else takes a name is searched for in other files: only for one that the file itself lets go.
        leaving = [name for name in sorted(unused) if imports.settle(result, (), (name,))]
        unneeded = [name for name in leaving if not imports.is_taken(project, module, name)]
        return spliced(result, imports.settle(result, wanted, unneeded))
    except imports.RefusedImport as exc:
        asking = [fix for fix in fixes if (module.path, exc.wanted) in fix.wanted]
        raise RefusedEdit([edit for fix in asking for edit in fix.edits], exc.reason) from None
    except FileTrouble:
        # The rewrite made code that does not parse: the proofs will say so.
        return data


def spliced(module: Module, splices: Sequence[Splice]) -> bytes:
    """A module's bytes with these splices, ascending and apart, put in; all other bytes are the file's own."""
    pieces, position = [], 0
    for splice in splices:
        pieces += [module.text[position : splice.start], splice.text]
        position = splice.end
    pieces.append(module.text[position:])
    return module.bom + "".join(pieces).encode(module.encoding)
