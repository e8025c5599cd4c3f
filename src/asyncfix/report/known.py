"""Baselines in words: what is gone from one, and what was made of one."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from asyncfix.report.output import Segment
from asyncfix.report.paths import shown

if TYPE_CHECKING:
    from asyncfix.baseline import Baseline, Gone, Matched

_MOST_PATHS = 5


def gone(entries: Sequence[Gone], paths: Sequence[str], *, named: bool) -> Iterator[Segment]:
    """What a baseline must lose, and how; `paths` are those of the run, `named` says that it was named there too."""
    for baseline in dict.fromkeys(one.baseline for one in entries):
        own = [one for one in entries if one.baseline == baseline]
        count = f"{counted(len(own), 'finding')} of this baseline {'is' if len(own) == 1 else 'are'}"
        yield shown(baseline), "bold"
        yield f": {count} gone; `{_update(baseline, paths, named=named)}` takes {_them(own)} out\n", "yellow"
        for _, path, entry in own:
            where = f" in {entry.symbol}" if entry.symbol else ""
            yield f"    {shown(path)}: {entry.rule}{where}: {entry.code}\n", ""


def written(baseline: Baseline, *, configured: bool) -> Iterator[Segment]:
    """What a baseline holds that was written, and how it is used where no configuration names it."""
    files = len({entry.path for entry in baseline.entries})
    path = shown(baseline.path)
    yield path, "bold"
    yield f": {counted(len(baseline.entries), 'finding')} in {counted(files, 'file')} written\n", ""
    if not configured:
        use = shlex.join(["asyncfix", "check", "--baseline", path])
        yield f"Use it with `{use}`, or with `baseline = ...` in [tool.asyncfix] of pyproject.toml.\n", "dim"


def updated(before: Baseline, after: Baseline, matched: Matched, *, add: bool) -> Iterator[Segment]:
    """What has become of a baseline."""
    moved = sum(entry.path != before.relative(finding.path) for finding, entry in matched.known)
    unknown = len(before.entries) - len(matched.known) - len(matched.gone) - len(matched.unseen)
    parts = [
        f"{len(matched.gone)} taken out",
        f"{unknown} of unknown rules taken out" if unknown else "",
        f"{moved} in files of another name" if moved else "",
        f"{len(matched.new)} added" if add else "",
    ]
    unseen = f" ({len(matched.unseen)} that this run does not look at)" if matched.unseen else ""
    yield shown(after.path), "bold"
    yield f": {', '.join(filter(None, parts))}; {counted(len(after.entries), 'finding')} left{unseen}\n", ""
    if matched.new and not add:
        are = "is 1 finding" if len(matched.new) == 1 else f"are {len(matched.new)} findings"
        yield f"There {are} that it does not know; fix them, or add them with --add.\n", "yellow"


def counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _them(entries: Sequence[Gone]) -> str:
    return "it" if len(entries) == 1 else "them"


def _update(baseline: str, paths: Sequence[str], *, named: bool) -> str:
    words = ["asyncfix", "baseline", "update"]
    words += ["--file", shown(baseline)] if named else []
    # Standard input was looked at in place of a file, and a baseline is updated from files only.
    paths = [path for path in paths if path != "-"]
    return shlex.join([*words, *(paths if len(paths) <= _MOST_PATHS else ())])
