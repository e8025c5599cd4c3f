"""Strings of a newer Python, masked in place: f-strings with any quotes in their fields, and t-strings."""

from __future__ import annotations

import re
from typing import NamedTuple

from asyncfix.project.masking import Edit, Wish, blank, has_line_end, line_end, mask_star


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
_FIELD = re.compile(r"[\"'#()\[\]{}:\\\r\n]|![rsa]\s++(?=[:}])|for(?<!\wfor)\b")
_SPECIFIER = re.compile(r"[\"'{}\r\n]|\\(?:\r\n|[^{}])?")
_LITERAL = re.compile(r"[\"'\r\n]|\{\{?|\}\}?|\\(?:N\{[^{}\"']*+\}|\r\n|[^{}])?")
_RAW_LITERAL = re.compile(r"[\"'\r\n]|\{\{?|\}\}?|\\(?:\r\n|[^{}])?")
_ENDINGS = {
    delimiter: re.compile(rf"\\(?:\r\n|[\s\S])|{delimiter}" + (r"|[\r\n]" if len(delimiter) == 1 else ""))
    for delimiter in ('"', "'", '"""', "'''")
}
_BEFORE_LINE_END = re.compile(r"[^\r\n](?=[\r\n])")
_STRING_NEXT = re.compile(r"[\s\\]*+[a-zA-Z]{0,2}[\"']")
_INERT = str.maketrans("\"'\\", "___")


def mask_string(text: str, quote: int, edits: list[Edit]) -> int:
    """The end of the string literal whose first quote is at `quote`; adds what masks it."""
    start = _literal_start(text, quote)
    if not _is_format(text[start:quote]):
        return _string_end(text, quote)
    wishes: list[Wish] = []
    end = _mask_format(text, start, quote, (), wishes)
    if end >= 0:
        granted = [(begin, stop, new) for begin, stop, new in wishes if new is not None]
        fits = len(granted) == len(wishes)
        edits.extend(granted if fits else [(start, end, _plain(text, start, end))])
    return end


def _mask_format(text: str, start: int, quote: int, around: tuple[str, ...], wishes: list[Wish]) -> int:
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


def _mask_literal(text: str, position: int, quotes: _Quotes, level: int, wishes: list[Wish]) -> int:
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


def _mask_piece(at: int, piece: str, quotes: _Quotes, wishes: list[Wish]) -> None:
    """Quotes, backslashes and line ends in a literal part: 3.11 has no backslash within a field."""
    nested = len(quotes.around) > 1
    end = at + len(piece)
    if piece in "\r\n":
        if quotes.on_one_line:
            wishes.append((at, end, None))
    elif nested and piece[0] == "\\":
        wishes.append((at, end, None if has_line_end(piece) else "_" * len(piece)))
    elif nested and (piece in quotes.around or piece == quotes.changed):
        wishes.append((at, end, "_"))


def _mask_field(text: str, position: int, quotes: _Quotes, level: int, wishes: list[Wish]) -> int:
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
                position = line_end(text, at)
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
                wishes += mask_star(text, opened)
            case "}":
                return position
            case ":" if not opened:
                return _mask_literal(text, position, quotes, level, wishes)
            case conversion if conversion[0] == "!" and not opened:
                moved = None if has_line_end(conversion) else conversion[2:] + conversion[:2]
                wishes.append((at, position, moved))
    return -1


def _mask_nested_string(text: str, quote: int, around: tuple[str, ...], wishes: list[Wish]) -> int:
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
    if has_line_end(body) and any(len(delimiter) == 1 for delimiter in (own, *around)):
        wishes.append((quote, end, None))
    elif free is None:
        # Both quotes are taken. An empty tuple stands where a string does, but not next to another.
        alone = not _STRING_NEXT.match(text, end)
        wishes.append((start, end, f"({blank(text[start + 1 : end - 1])})" if alone else None))
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
    if not has_line_end(piece):
        return f"{quote}{inert[1:-1]}{quote}"
    if has_line_end(piece[-3:]):
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


def _continued(piece: str) -> str:
    """`piece` with a backslash before each line end, where the line has a character to spare."""
    return _BEFORE_LINE_END.sub(r"\\", piece)
