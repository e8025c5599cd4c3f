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
from typing import NamedTuple

# From where, up to where, and what stands there instead; None if the older grammar has nothing for it.
_Edit = tuple[int, int, str]
_Wish = tuple[int, int, str | None]


class _Quotes(NamedTuple):
    """The f-string that is being read: its delimiter in the text, and those around the place once masked."""

    own: str
    raw: bool
    around: tuple[str, ...]

    @property
    def on_one_line(self) -> bool:
        return any(len(delimiter) == 1 for delimiter in self.around)

    @property
    def changed(self) -> str:
        """The quote that the mask brings in, if it is not the string's own."""
        return "" if self.around[-1] == self.own else self.around[-1][0]


_DEEPEST_FORMAT = 10
_DEEPEST_SPECIFIER = 3

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
_FIELD = re.compile(r"[\"'#()\[\]{}:\\\r\n]|![rsa]\s++(?=[:}])|for(?<!\wfor)\b")
_SPECIFIER = re.compile(r"[\"'{}\r\n]|\\(?:\r\n|[^{}])?")
_LITERAL = re.compile(r"[\"'\r\n]|\{\{?|\}\}?|\\(?:N\{[^{}\"']*+\}|\r\n|[^{}])?")
_RAW_LITERAL = re.compile(r"[\"'\r\n]|\{\{?|\}\}?|\\(?:\r\n|[^{}])?")
_ENDINGS = {
    delimiter: re.compile(rf"\\(?:\r\n|[\s\S])|{delimiter}" + (r"|[\r\n]" if len(delimiter) == 1 else ""))
    for delimiter in ('"', "'", '"""', "'''")
}
_LINE_END = re.compile(r"[\r\n]|\Z")
_NOT_LINE_END = re.compile(r"[^\r\n]")
_BEFORE_LINE_END = re.compile(r"[^\r\n](?=[\r\n])")
_PARENTHESIS = re.compile(rf"{_GAP}*+\(")
_EQUALS = re.compile(rf"{_GAP}*+=(?!=)")
_STAR = re.compile(r"(?:[\s\\]|#[^\r\n]*+)*+(\*\*?)")
_STRING_NEXT = re.compile(r"[\s\\]*+[a-zA-Z]{0,2}[\"']")
_INERT = str.maketrans("\"'\\", "___")


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
    edits: list[_Edit] = []
    opened: list[int] = []
    position = 0
    # Below zero: a string or a bracket that never ends, so that no Python takes the file.
    while position >= 0 and (token := _TOKEN.search(text, position)):
        position = _mask_token(text, token, opened, edits)
    return _edited(text, edits)


def _mask_token(text: str, token: re.Match[str], opened: list[int], edits: list[_Edit]) -> int:
    """Where to read on. `opened` holds where each bracket that is open at the token was opened."""
    start, end = token.span()
    match text[start]:
        case '"' | "'":
            return _mask_string(text, start, edits)
        case "#":
            return _line_end(text, start)
        case "(" | "[" | "{":
            opened.append(start)
        case ")" | "]" | "}":
            if opened:
                opened.pop()
        case "f":
            edits += _star(text, opened)
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


def _star(text: str, opened: list[int]) -> list[_Edit]:
    """At a `for`: blanks the star that the bracket around it begins with."""
    if not opened or opened[-1] < 0:
        return []
    star = _STAR.match(text, opened[-1] + 1)
    # So that no later `for` of this bracket looks again.
    opened[-1] = -1
    return [(*star.span(1), " " * len(star[1]))] if star else []


def _mask_type_parameters(text: str, bracket: int, edits: list[_Edit]) -> int:
    end = _closing(text, bracket)
    if end < 0:
        return end
    blanks = _blank(text[bracket:end])
    if not _has_line_end(blanks):
        edits.append((bracket, end, blanks))
        return end
    # Line ends must stay inside of brackets, so the parentheses open where the square bracket did.
    parenthesis = _PARENTHESIS.match(text, end)
    edits.append((bracket, end, f"({blanks[1:]}" if parenthesis else f"({blanks[1:-1]})"))
    if not parenthesis:
        return end
    edits.append((parenthesis.end() - 1, parenthesis.end(), " "))
    return parenthesis.end() - 1


def _mask_alias(text: str, token: re.Match[str], edits: list[_Edit]) -> int:
    start, name_end, end = token.start(), token.end("alias"), token.end()
    if iskeyword(token["alias"]):
        return name_end
    if text[end - 1] == "[":
        end = _closing(text, end - 1)
        if end < 0 or not _EQUALS.match(text, end):
            return end
        edits.append((start, start + 4, "(   "))
        edits.append((name_end, end, _blank(text[name_end : end - 1]) + ")"))
    elif text[name_end] in " \t\f":
        edits.append((start, start + 4, "(   "))
        edits.append((name_end, name_end + 1, ")"))
    else:
        # No room for the parenthesis in `type X=int`: it becomes `__ = X=int`.
        edits.append((start, start + 4, "__ ="))
    return end


def _mask_handler(text: str, position: int, edits: list[_Edit]) -> int:
    """From after `except` to its colon: `A, B` becomes `A| B` where no parentheses hold them."""
    depth, commas = 0, list[_Edit]()
    while token := _HANDLER.search(text, position):
        at, position = token.span()
        match token[0]:
            case '"' | "'":
                position = _mask_string(text, at, [])
                if position < 0:
                    return position
            case "#":
                position = _line_end(text, at)
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


def _mask_string(text: str, quote: int, edits: list[_Edit]) -> int:
    """The end of the string literal whose first quote is at `quote`; adds what masks it."""
    start = _literal_start(text, quote)
    if not _is_format(text[start:quote]):
        return _string_end(text, quote)
    wishes: list[_Wish] = []
    end = _mask_format(text, start, quote, (), wishes)
    if end >= 0:
        granted = [(begin, stop, new) for begin, stop, new in wishes if new is not None]
        fits = len(granted) == len(wishes)
        edits.extend(granted if fits else [(start, end, _plain(text, start, end))])
    return end


def _mask_format(text: str, start: int, quote: int, around: tuple[str, ...], wishes: list[_Wish]) -> int:
    """The end of an f-string or t-string that stands in fields of the strings delimited by `around`."""
    prefix = text[start:quote]
    as_f = prefix.replace("t", "f").replace("T", "F")
    if as_f != prefix:
        wishes.append((start, quote, as_f))
    own = _delimiter(text, quote)
    opening = quote + len(own)
    free = _free_delimiter(own, around)
    quotes = _Quotes(own, "r" in prefix.lower(), (*around, free or own))
    end = _mask_literal(text, opening, quotes, 0, wishes)
    if end >= 0 and free != own:
        free = None if _touches_another(text, start, end) else free
        wishes += [(quote, opening, free), (end - len(own), end, free)]
    return end


def _mask_literal(text: str, position: int, quotes: _Quotes, level: int, wishes: list[_Wish]) -> int:
    """The end of a string's literal parts and fields, or at a `level` of the format specifier's."""
    pattern = _SPECIFIER if level else _RAW_LITERAL if quotes.raw else _LITERAL
    while token := pattern.search(text, position):
        at, position = token.span()
        match token[0]:
            case "{":
                position = _mask_field(text, position, quotes, level + 1, wishes)
                if position < 0:
                    return position
            case "}" if level:
                return position
            case '"' | "'" if text.startswith(quotes.own, at):
                return -1 if level else at + len(quotes.own)
            case "\r" | "\n" if len(quotes.own) == 1 and not level:
                return -1
            case piece:
                _mask_piece(at, piece, quotes, wishes)
    return -1


def _mask_piece(at: int, piece: str, quotes: _Quotes, wishes: list[_Wish]) -> None:
    """Quotes, backslashes and line ends in a literal part: 3.11 has no backslash within a field."""
    nested = len(quotes.around) > 1
    end = at + len(piece)
    if piece in "\r\n":
        if quotes.on_one_line:
            wishes.append((at, end, None))
    elif nested and piece[0] == "\\":
        wishes.append((at, end, None if _has_line_end(piece) else "_" * len(piece)))
    elif nested and (piece in quotes.around or piece == quotes.changed):
        wishes.append((at, end, "_"))


def _mask_field(text: str, position: int, quotes: _Quotes, level: int, wishes: list[_Wish]) -> int:
    """The end of the replacement field whose brace ends at `position`."""
    if level > _DEEPEST_SPECIFIER:
        return -1
    if level > 2:
        wishes.append((position, position, None))
    opened: list[int] = []
    while token := _FIELD.search(text, position):
        at, position = token.span()
        match token[0]:
            case '"' | "'":
                position = _mask_nested_string(text, at, quotes.around, wishes)
                if position < 0:
                    return position
            case "#":
                position = _line_end(text, at)
                wishes.append((at, position, " " * (position - at)))
            case "\\":
                wishes.append((at, position, " "))
            case "\r" | "\n":
                if quotes.on_one_line:
                    wishes.append((at, position, None))
            case "(" | "[" | "{":
                opened.append(at)
            case ")" | "]" | "}" if opened:
                opened.pop()
            case "for":
                wishes += _star(text, opened)
            case "}":
                return position
            case ":" if not opened:
                return _mask_literal(text, position, quotes, level, wishes)
            case conversion if conversion[0] == "!" and not opened:
                moved = None if _has_line_end(conversion) else conversion[2:] + conversion[:2]
                wishes.append((at, position, moved))
    return -1


def _mask_nested_string(text: str, quote: int, around: tuple[str, ...], wishes: list[_Wish]) -> int:
    start = _literal_start(text, quote)
    if _is_format(text[start:quote]):
        too_deep = len(around) >= _DEEPEST_FORMAT
        return -1 if too_deep else _mask_format(text, start, quote, around, wishes)
    end = _string_end(text, quote)
    if end < 0:
        return end
    own = _delimiter(text, quote)
    body = text[quote + len(own) : end - len(own)]
    free = _free_delimiter(own, around)
    if _has_line_end(body) and any(len(delimiter) == 1 for delimiter in (own, *around)):
        wishes.append((quote, end, None))
    elif free is None:
        # Both quotes are taken. An empty tuple stands where a string does, but not next to another.
        alone = not _STRING_NEXT.match(text, end)
        wishes.append((start, end, f"({_blank(text[start + 1 : end - 1])})" if alone else None))
    elif free != own and _touches_another(text, start, end):
        wishes.append((quote, end, None))
    elif free != own or "\\" in body or any(delimiter in body for delimiter in around):
        wishes.append((quote, end, free + body.translate(_INERT) + free))
    return end


def _touches_another(text: str, start: int, end: int) -> bool:
    """Whether a literal stands right beside another: `""` and `"a"` would become a triple quote."""
    return text[start - 1] in "\"'" or text.startswith(('"', "'"), end)


def _free_delimiter(own: str, around: tuple[str, ...]) -> str | None:
    """`own`, or the same with the other quote: whichever does not end a string around it."""
    other = ("'" if own[0] == '"' else '"') * len(own)
    for candidate in (own, other):
        if not any(delimiter in candidate for delimiter in around):
            return candidate
    return None


def _plain(text: str, start: int, end: int) -> str:
    """A plain string literal of the same shape as the literal from `start` to `end`."""
    piece = text[start:end]
    inert = piece.translate(_INERT)
    # Right after another literal: `""` and then `"` would open a triple quote.
    quote = "'" if text[max(start - 1, 0) : start] == '"' else '"'
    if not _has_line_end(piece):
        return f"{quote}{inert[1:-1]}{quote}"
    if _has_line_end(piece[-3:]):
        return f"{quote}{_continued(inert[1:-1])}{quote}"
    return f"{quote * 3}{inert[3:-3]}{quote * 3}"


def _literal_start(text: str, quote: int) -> int:
    """Where the prefix of the string begins; `if"x"` has none."""
    start = quote
    while start > max(quote - 2, 0) and text[start - 1] in "rRbBuUfFtT":
        start -= 1
    joined = start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")
    return quote if joined else start


def _is_format(prefix: str) -> bool:
    return any(letter in "fFtT" for letter in prefix)


def _delimiter(text: str, quote: int) -> str:
    return text[quote : quote + 3] if text.startswith(text[quote] * 3, quote) else text[quote]


def _string_end(text: str, quote: int) -> int:
    delimiter = _delimiter(text, quote)
    position = quote + len(delimiter)
    ending = _ENDINGS[delimiter]
    while token := ending.search(text, position):
        position = token.end()
        if token[0] == delimiter:
            return position
        if token[0] in "\r\n":
            return -1
    return -1


def _closing(text: str, position: int) -> int:
    """The end of the bracket that opens at `position`; below zero if it never closes."""
    depth = 0
    while token := _BRACKET.search(text, position):
        at, position = token.span()
        match token[0]:
            case '"' | "'":
                position = _mask_string(text, at, [])
                if position < 0:
                    return position
            case "#":
                position = _line_end(text, at)
            case "(" | "[" | "{":
                depth += 1
            case _:
                depth -= 1
                if not depth:
                    return position
    return -1


def _line_end(text: str, position: int) -> int:
    found = _LINE_END.search(text, position)
    return found.start() if found else len(text)


def _has_line_end(piece: str) -> bool:
    return "\n" in piece or "\r" in piece


def _blank(piece: str) -> str:
    return _NOT_LINE_END.sub(" ", piece)


def _continued(piece: str) -> str:
    """`piece` with a backslash before each line end, where the line has a character to spare."""
    return _BEFORE_LINE_END.sub(r"\\", piece)


def _edited(text: str, edits: list[_Edit]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(edits):
        pieces += (text[done:start], new)
        done = end
    return "".join((*pieces, text[done:])) if edits else text
