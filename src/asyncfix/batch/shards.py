"""One shard, from the claim to its end: worked out, written down as intents, written, verified, kept or put back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from asyncfix import planning
from asyncfix.batch import inplace, rewriting
from asyncfix.batch.inplace import States, Unit
from asyncfix.batch.locking import locked
from asyncfix.batch.trees import Tree
from asyncfix.batch.verify import Check, Subject, Verdict, Verifier, check_for
from asyncfix.ledger import Ledger, results, runs
from asyncfix.ledger.claims import Claim
from asyncfix.ledger.results import FileState, Outcome
from asyncfix.run import Sources

if TYPE_CHECKING:
    from asyncfix.batch.worker import Task

Seconds = Callable[[], float]
ALREADY_FAILING = "the verification fails without the changes too, so it says nothing about them"


@dataclass
class Work:
    """What all shards of one worker share. What lives as long as the worker is on the `stack`."""

    ledger: Ledger
    run: runs.Run
    root: str
    task: Task
    sources: Sources
    choice: planning.Choice
    verifier: Verifier
    stack: contextlib.ExitStack
    _tree: Tree | None = None

    def do(self, held: Claim, seconds: Seconds) -> None:
        """Do a claimed shard. Raises `LeaseLost`, `LedgerError`, and `AsyncfixError` for what makes the shard fail."""
        shard = _Shard(self, held, results.files_of(self.ledger, held.shard), seconds)
        if held.was_reverting:
            shard.put_back()
        elif self.task.mode == "inplace" or any(file.status == "intent" for file in shard.files):
            shard.do_in_place()
        else:
            shard.do_apart()

    def tree(self) -> Tree:
        """The working tree in which this worker verifies what it does not write in place; made once."""
        if self._tree is None:
            self._tree = self.stack.enter_context(Tree.made(self.root, self.run.base_commit or "HEAD"))
        return self._tree


class _Checked(NamedTuple):
    """How a shard is verified, if at all, and what the command said before anything was changed."""

    check: Check | None
    subject: Subject
    before: Verdict | None = None
    was_failing: bool = False

    @property
    def counts(self) -> Check | None:
        """The check, if it can say anything about the changes."""
        return None if self.was_failing else self.check

    @property
    def is_impossible(self) -> bool:
        """Whether the command could not even be run: who asked for a verification does not want to go without."""
        return self.before is not None and not self.before.has_run

    def values(self) -> dict[str, Any]:
        """What the ledger keeps of it; nothing that the command said of an earlier attempt, which was put back."""
        if self.before is not None and not self.before.passed:
            return {"was_failing": True, "verify_exit": self.before.exit, "verify_output": self.before.output}
        if self.was_failing:
            return {"was_failing": True}
        return {"was_failing": False, "verify_exit": None, "verify_output": ""}


@dataclass
class _Shard:
    work: Work
    held: Claim
    files: Sequence[FileState]
    seconds: Seconds

    def do_in_place(self) -> None:
        """Write the shard's files where they are; nobody else writes while they are verified."""
        outcomes = self._outcomes()
        with locked(self.work.root):
            if self.held.attempt > 1:
                inplace.sweep(file.path for file in self.files)
            checked = self._baseline(self._checked(outcomes), self.work.root)
            if checked.is_impossible:
                self._refuse(checked)
                return
            results.intend(self.work.ledger, self.held, outcomes, in_place=True, **checked.values())
            written = [inplace.write(unit, force=self.work.task.force) for unit in self._units()]
            states = [state for each in written for state in each.states]
            errors = [each.error for each in written if each.error]
            if errors and not any(each.is_written for each in written):
                self._settle("failed", states, error=errors[0])
            elif checked.counts and any(each.is_written for each in written):
                self._verify_in_place(checked.counts, checked.subject, states)
            else:
                self._settle("written", states)

    def _verify_in_place(self, check: Check, subject: Subject, states: States) -> None:
        verdict = self.work.verifier.run(check, subject, self.work.root)
        values = {"verify_exit": verdict.exit, "verify_output": verdict.output}
        if verdict.passed:
            self._settle("verified", states, **values)
            return
        error = f"the verification {verdict.said(check.seconds)}"
        # Whoever finds the shard like this puts it back without asking the command again.
        results.settle(self.work.ledger, self.held, "reverting", states, error=error, **values)
        self._put_back(error)

    def put_back(self) -> None:
        """Finish what a worker had begun that died: its verification had failed."""
        with locked(self.work.root):
            inplace.sweep(file.path for file in self.files)
            self._put_back(self.held.error)

    def _put_back(self, error: str | None) -> None:
        files = results.files_of(self.work.ledger, self.held.shard)
        states = [state for unit in self._units() for state in inplace.put_back(unit)]
        done = {file for file, _, _ in states}
        others: States = [(file.id, file.status, file.error) for file in files if file.id not in done]
        stuck = next((why for _, status, why in states if status != "reverted" and why), None)
        left = f"not all of it could be put back: a file {stuck}"
        said = (f"{error}, and {left}" if error else left) if stuck else error
        self._settle("reverted", [*states, *others], error=said)

    def do_apart(self) -> None:
        """Keep the shard's new files in the ledger; verify them in a working tree of their own."""
        outcomes = self._outcomes()
        after = {self._path(one): one.after for one in outcomes if one.after is not None}
        checked = self._checked(outcomes)
        if checked.check is None:
            self._keep(outcomes, "written", checked)
            return
        tree = self.work.tree()
        checked = self._baseline(checked, tree.folder)
        if checked.is_impossible:
            self._refuse(checked)
            return
        if checked.counts is None:
            self._keep(outcomes, "written", checked)
            return
        with tree.holding(after):
            verdict = self.work.verifier.run(checked.counts, checked.subject, tree.folder)
        self._judged(outcomes, verdict, checked)

    def _judged(self, outcomes: Sequence[Outcome], verdict: Verdict, checked: _Checked) -> None:
        values = {"verify_exit": verdict.exit, "verify_output": verdict.output}
        if verdict.passed:
            self._keep(outcomes, "verified", checked, **values)
        else:
            assert checked.check is not None
            error = f"the verification {verdict.said(checked.check.seconds)}"
            self._keep(outcomes, "reverted", checked, error=error, **values)

    def _keep(self, outcomes: Sequence[Outcome], status: str, checked: _Checked, **values: Any) -> None:
        """Write down new files that are not written anywhere else."""
        kept: Mapping[str, Any] = {"intent": "reverted" if status == "reverted" else "written"}
        outcomes = [one._replace(status=kept.get(one.status, one.status)) for one in outcomes]
        results.intend(self.work.ledger, self.held, outcomes, **checked.values())
        self._settle(status, [], **values)

    def _refuse(self, checked: _Checked) -> None:
        """Nothing is written that cannot be verified as it was asked for."""
        assert checked.before is not None
        values = {"verify_exit": checked.before.exit, "verify_output": checked.before.output}
        error = f"the verification could not be run (exit code {checked.before.exit}), so nothing was written"
        self._settle("failed", [], error=error, **values)

    def _outcomes(self) -> list[Outcome]:
        """What is to become of those files that wait for it."""
        waiting = [file for file in self.files if file.status == "pending"]
        if not waiting:
            return []
        findings = results.findings_of(self.work.ledger, self.held.shard)
        allow_dirty = self.work.task.allow_dirty or self.work.run.base_commit is None
        return rewriting.outcomes(waiting, findings, self.work.sources, self.work.choice, allow_dirty=allow_dirty)

    def _path(self, outcome: Outcome) -> str:
        return next(file.path for file in self.files if file.id == outcome.file)

    def _checked(self, outcomes: Sequence[Outcome]) -> _Checked:
        """How the files are verified that are changed, or were by an earlier attempt."""
        changing = [self._path(one) for one in outcomes if one.after is not None]
        changing += [file.path for file in self.files if file.status in ("intent", "written")]
        subject = Subject(self.held.key, tuple(sorted(changing)))
        task = self.work.task
        settings = self.work.sources.settings
        check = check_for(subject, settings, task.verify, task.verify_seconds) if changing else None
        was_failing = self._is_begun and self.held.was_failing and check is not None
        return _Checked(check, subject, was_failing=was_failing)

    @property
    def _is_begun(self) -> bool:
        """Whether an earlier attempt may have changed some of the files."""
        return any(file.status in ("intent", "written") for file in self.files)

    def _baseline(self, checked: _Checked, folder: str) -> _Checked:
        """What the command says of the untouched files; not asked where some may be changed already."""
        if checked.check is None or self._is_begun or not self.work.task.baseline:
            return checked
        before = self.work.verifier.run(checked.check, checked.subject, folder)
        return checked._replace(before=before, was_failing=not before.passed)

    def _units(self) -> list[Unit]:
        """What the ledger says is to be written, or is."""
        files = results.files_of(self.work.ledger, self.held.shard)
        names = {name for file in files if file.after for name in (file.before, file.after)}
        contents = results.contents(self.work.ledger, names)
        return list(rewriting.changes_of(files, contents, ("intent", "written")))

    def _settle(self, status: str, states: States, **values: Any) -> None:
        """The end: a shard with files that somebody edited is in conflict, whatever else became of it."""
        now = {file.id: file.status for file in results.files_of(self.work.ledger, self.held.shard)}
        now |= {file: state for file, state, _ in states}
        if status in ("written", "verified") and "conflict" in now.values():
            status = "conflict"
        results.settle(self.work.ledger, self.held, status, states, seconds=self.seconds(), **values)
