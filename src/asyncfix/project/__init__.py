"""The index: what the files of a project hold, and what their names mean."""

from __future__ import annotations

from asyncfix.project.bindings import Binding
from asyncfix.project.index import Project
from asyncfix.project.layout import Layout
from asyncfix.project.meanings import External, Symbol
from asyncfix.project.module import Module
from asyncfix.project.tree import DiskTree, MemoryTree, Tree

__all__ = ["Binding", "DiskTree", "External", "Layout", "MemoryTree", "Module", "Project", "Symbol", "Tree"]
