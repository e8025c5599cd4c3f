"""Migrations of whole repositories in shards: plan, run, verify, export, undo."""

from __future__ import annotations
