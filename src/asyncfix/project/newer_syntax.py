"""Code written for a newer Python, masked in place so that the `ast` of an older one can parse it.

Nothing moves: the masked text has the same lines of the same lengths in characters, and what is not masked
stands where it stood. What each piece of newer syntax becomes:

    def f[T: int](x: T): ...      def f        (x: T): ...        PEP 695, 696
    type Pair[T] = tuple[T, T]    (    Pair  ) = tuple[T, T]      PEP 695
    except OSError, EOFError:     except OSError| EOFError:       PEP 758
    f"{row["id"]:>{width}}"       f"{row['id']:>{width}}"         PEP 701
    t"{name}"                     f"{name}"                       PEP 750
    lazy import json              import      json                PEP 810
    [*row for row in rows]        [ row for row in rows]          PEP 798

An f-string that cannot be said in the older grammar becomes a plain string. One pass of regular expressions
finds the pieces, and each costs time linear in its length.
"""

from __future__ import annotations

import re
from keyword import iskeyword

from asyncfix.project.masking import Edit, blank, edited, has_line_end, line_end, mask_star
from asyncfix.project.newer_strings import mask_string

_GAP = r"(?:[ \t\f]|\\(?:\r\n|\r|\n))"
_NAME = r"[^\W\d]\w*+"
# Each alternative begins with a literal character, so that `re` can skip whatever begins with another.
_TOKEN = re.compile(
    r"\"|'|#|\(|\)|\[|\]|\{|\}"
    # What follows a continued line does not start a statement: `raise \` and then `lazy from error`.
    r"|\\(?:\r\n|\r|\n)[ \t\f]*+(?:lazy\b)?"
    rf"|def(?<!\wdef){_GAP}++{_NAME}{_GAP}*+\["
    rf"|class(?<!\wclass){_GAP}++{_NAME}{_GAP}*+\["
    rf"|type(?<!\wtype){_GAP}++(?P<alias>{_NAME}){_GAP}*+(?:\[|=(?!=))"
    r"|except(?<!\wexcept)\b"
    r"|lazy(?<!\wlazy)[ \t\f]++(?P<kind>import|from)\b"
    r"|for(?<!\wfor)\b"
)
_BRACKET = re.compile(r"[\"'#()\[\]{}]")
_HANDLER = re.compile(r"[\"'#()\[\]{},:\r\n]|\\(?:\r\n|\r|\n)|as(?<!\was)\b")
_PARENTHESIS = re.compile(rf"{_GAP}*+\(")
_EQUALS = re.compile(rf"{_GAP}*+=(?!=)")


def mask(text: str) -> str:
    """Source text with the syntax of Python 3.12 to 3.15 replaced by what 3.11 parses, character for character.

    Takes and returns decoded source, line ends as they are; `text` itself comes back when there is nothing to
    mask. Any text is taken, and nothing raised: what no Python can parse stays unparsable.

    Some of what was written is gone from the tree: type parameters, whether an import is lazy, and the names in
    an f-string that became a plain string. The types of an `except` without parentheses are joined by `|`.
    `type X=int`, with no blank after the name, gains a target: `__ = X=int`. Not masked, so still refused:
    f-strings nested more than ten deep, and empty lines within a field of an f-string that ends in column 0
    or 1.
    """
    edits: list[Edit] = []
    opened: list[int] = []
    position = 0
    # Below zero: a string or a bracket that never ends, so that no Python takes the file.
    while position >= 0 and (token := _TOKEN.search(text, position)):
        position = _mask_token(text, token, opened, edits)
    return edited(text, edits)


def _mask_token(text: str, token: re.Match[str], opened: list[int], edits: list[Edit]) -> int:
    """Where to read on. `opened` holds where each bracket that is open at the token was opened."""
    start, end = token.span()
    match text[start]:
        case '"' | "'":
            return mask_string(text, start, edits)
        case "#":
            return line_end(text, start)
        case "(" | "[" | "{":
            opened.append(start)
        case ")" | "]" | "}":
            if opened:
                opened.pop()
        case "f":
            edits += mask_star(text, opened)
        case "d" | "c":
            return _mask_type_parameters(text, end - 1, edits)
        case "e":
            return _mask_handler(text, end, edits)
        case "t" if not opened and _starts_statement(text, start):
            return _mask_alias(text, token, edits)
        case "t":
            return token.end("alias")
        case "l" if not opened and _starts_statement(text, start):
            edits.append((start, end, token["kind"].ljust(end - start)))
    return end


def _starts_statement(text: str, start: int) -> bool:
    before = start - 1
    while before >= 0 and text[before] in " \t\f":
        before -= 1
    return before < 0 or text[before] in "\r\n;:\ufeff"


def _mask_type_parameters(text: str, bracket: int, edits: list[Edit]) -> int:
    end = _closing(text, bracket)
    if end < 0:
        return end
    blanks = blank(text[bracket:end])
    if not has_line_end(blanks):
        edits.append((bracket, end, blanks))
        return end
    # Line ends must stay inside of brackets, so the parentheses open where the square bracket did.
    parenthesis = _PARENTHESIS.match(text, end)
    edits.append((bracket, end, f"({blanks[1:]}" if parenthesis else f"({blanks[1:-1]})"))
    if not parenthesis:
        return end
    edits.append((parenthesis.end() - 1, parenthesis.end(), " "))
    return parenthesis.end() - 1


def _mask_alias(text: str, token: re.Match[str], edits: list[Edit]) -> int:
    start, name_end, end = token.start(), token.end("alias"), token.end()
    if iskeyword(token["alias"]):
        return name_end
    if text[end - 1] == "[":
        end = _closing(text, end - 1)
        if end < 0 or not _EQUALS.match(text, end):
            return end
        edits.append((start, start + 4, "(   "))
        edits.append((name_end, end, blank(text[name_end : end - 1]) + ")"))
    elif text[name_end] in " \t\f":
        edits.append((start, start + 4, "(   "))
        edits.append((name_end, name_end + 1, ")"))
    else:
        # No room for the parenthesis in `type X=int`: it becomes `__ = X=int`.
        edits.append((start, start + 4, "__ ="))
    return end


def _mask_handler(text: str, position: int, edits: list[Edit]) -> int:
    """From after `except` to its colon: `A, B` becomes `A| B` where no parentheses hold them."""
    depth, commas = 0, list[Edit]()
    while token := _HANDLER.search(text, position):
        at, position = token.span()
        match token[0]:
            case '"' | "'":
                position = mask_string(text, at, [])
                if position < 0:
                    return position
            case "#":
                position = line_end(text, at)
            case "(" | "[" | "{":
                depth += 1
            case ")" | "]" | "}" if depth:
                depth -= 1
            case "," if not depth:
                commas.append((at, position, "|"))
            case ":" if not depth:
                edits += commas
                return at
            case ")" | "]" | "}" | "as" | "\r" | "\n" if not depth:
                return at
    return -1


def _closing(text: str, position: int) -> int:
    """The end of the bracket that opens at `position`; below zero if it never closes."""
    depth = 0
    while token := _BRACKET.search(text, position):
        at, position = token.span()
        match token[0]:
            case '"' | "'":
                position = mask_string(text, at, [])
                if position < 0:
                    return position
            case "#":
                position = line_end(text, at)
            case "(" | "[" | "{":
                depth += 1
            case _:
                depth -= 1
                if not depth:
                    return position
    return -1
