"""`asyncfix check`: findings only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from asyncfix.commands import session as sessions
from asyncfix.report import formats

if TYPE_CHECKING:
    from asyncfix.commands.outputs import Target
    from asyncfix.commands.session import Session
    from asyncfix.run import Looked


def check(
    formats_: Sequence[str] = (),
    output_file: str | None = None,
    report_unused_ignores: bool = False,
    stdin_filename: str | None = None,
    baseline: str | None = None,
    no_baseline: bool = False,
    since: str | None = None,
    **shared: Any,
) -> int:
    """Report findings in each of the formats, `NAME` or `NAME=FILE`; by default as text on standard output.

    Left out are those that a baseline knows and, with `since`, those that nobody has touched since that commit.
    """
    targets = _targets(formats_, output_file)
    session = sessions.start(stdin_filename=stdin_filename, unused_ignores=report_unused_ignores, **shared)
    if targets:
        _refuse_sources(targets, session)
    narrow = _narrowing(session, shared["paths"], baseline, no_baseline, since)
    looked = narrow(session.look())
    if targets:
        _write(session, _report(session, looked, targets), targets)
    else:
        session.out.show(formats.text_segments(looked))
    return looked.exit_code


def _narrowing(
    session: Session, paths: Sequence[str], baseline: str | None, no_baseline: bool, since: str | None
) -> Callable[[Looked], Looked]:
    """What leaves findings out. Nothing is imported for it where nothing asks for it, no configuration either."""
    if baseline is None and since is None and (no_baseline or not session.has_baseline(paths)):
        return lambda looked: looked
    from asyncfix.commands.narrowing import Narrowing

    return Narrowing(session, paths, baseline, no_baseline, since)


def _targets(formats_: Sequence[str], output_file: str | None) -> list[Target]:
    """Where the formats go; nothing for what is the default, for whose sake nothing more is imported."""
    if not formats_ and output_file is None:
        return []
    from asyncfix.commands import outputs

    return outputs.targets(formats_, output_file)


def _refuse_sources(targets: Sequence[Target], session: Session) -> None:
    from asyncfix.commands import outputs

    outputs.refuse_sources(targets, (one.path for one in session.found))


def _report(session: Session, looked: Looked, targets: Sequence[Target]) -> formats.Report:
    asked = {target.format for target in targets}
    if asked & formats.RECOGNISING:
        from asyncfix import baseline

        looked = looked._replace(findings=baseline.stamped(looked.findings, session.sources.open_module))
    if asked & formats.SUGGESTING:
        return _suggesting(session, looked)
    return formats.Report(looked)


def _suggesting(session: Session, looked: Looked) -> formats.Report:
    from asyncfix import planning
    from asyncfix.report.progress import bar
    from asyncfix.transforms import all_rules

    known = looked.compared.unchanged if looked.compared else ()
    everything = looked._replace(findings=(*looked.findings, *known))
    with bar(session.err, "rewriting") as progress:
        alone = planning.each_alone(
            everything, session.sources, planning.Choice(), jobs=session.jobs, progress=progress
        )
    return formats.Report(looked, tuple(all_rules().values()), alone)


def _write(session: Session, report: formats.Report, targets: Sequence[Target]) -> None:
    """Files first: nobody may be left to read standard output."""
    from asyncfix.commands import outputs

    outputs.write(
        {target.path: formats.rendered(target.format, report) for target in targets if target.path is not None}
    )
    for target in targets:
        match target:
            case outputs.Target("text", None):
                session.out.show(formats.text_segments(report.looked))
            case outputs.Target(name, None):
                # Bytes: these formats are UTF-8 whatever the encoding of the terminal or the locale.
                session.out.show_bytes(formats.rendered(name, report).encode())
