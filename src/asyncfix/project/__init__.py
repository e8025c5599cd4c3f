"""The index: what the files of a project hold, and what their names mean."""

from __future__ import annotations

from asyncfix.project.index import Project
from asyncfix.project.module import Module

__all__ = ["Module", "Project"]
