"""Findings that are known and lived with: a file of them, what recognises them, and what a run makes of it."""

from __future__ import annotations

from asyncfix.baseline.comparing import Compared, Gone, Matched, Scope, entry_of, match, scope
from asyncfix.baseline.fingerprints import fingerprint, fingerprints, kinds, stamped
from asyncfix.baseline.stored import (
    DEFAULT_NAME,
    Baseline,
    Entry,
    empty,
    load,
    project_root,
    refuse_unknown_rules,
)

__all__ = [
    "DEFAULT_NAME",
    "Baseline",
    "Compared",
    "Entry",
    "Gone",
    "Matched",
    "Scope",
    "empty",
    "entry_of",
    "fingerprint",
    "fingerprints",
    "kinds",
    "load",
    "match",
    "project_root",
    "refuse_unknown_rules",
    "scope",
    "stamped",
]
