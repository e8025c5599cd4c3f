"""Forms of a dispatch that are others in short, written out in both trees before anything looks at them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncfix.transforms.base_http_middleware import choice, preset, walrus
from asyncfix.transforms.base_http_middleware.preset import Preset

if TYPE_CHECKING:
    import libcst as cst


@dataclass(frozen=True, eq=False)
class Unfolding:
    """A function written out; `original` as it stands in the file."""

    original: ast.AsyncFunctionDef
    function: ast.AsyncFunctionDef
    call_next: str
    preset: Preset | None

    def tree(self, node: cst.FunctionDef) -> cst.FunctionDef:
        """LibCST's tree of the original, written out in the same way."""
        node = choice.unfolded_tree(node, self.call_next)
        node = walrus.unfolded_tree(node, self.call_next)
        if self.preset is None:
            return node
        from asyncfix.transforms.base_http_middleware import preset_text

        return preset_text.unfolded_tree(node, self.call_next, self.preset)


def unfolded(function: ast.AsyncFunctionDef, call_next: str) -> Unfolding | None:
    """A function written out; None for one that is already."""
    made = walrus.unfolded(choice.unfolded(function, call_next), call_next)
    found = preset.preset_of(made, call_next)
    if found is not None:
        made = preset.unfolded(made, call_next, found)
    return Unfolding(function, made, call_next, found) if made is not function else None
