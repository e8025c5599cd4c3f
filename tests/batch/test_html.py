from __future__ import annotations

import base64
import hashlib
import random
import re
import time
from html.parser import HTMLParser

import pytest
from sample import HOSTILE, KEPT, everything, file, finding, hostile, run, shard

from asyncfix.batch.summary import RunSummary
from asyncfix.report import html, side_by_side
from asyncfix.report.side_by_side import Block, Compared, Line, compare
from asyncfix.report.visible import in_line

VOID = {"meta", "link", "input"}
UNSEEN = set("\x00\x1b\r\u202e\u2066\u200f")


class Read(HTMLParser):
    """The elements and texts of a page; fails where tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.code: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in ("script", "style"):
            self.code[self._open[-1]] = data
        else:
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(summary: RunSummary) -> Read:
    return Read(html.page(summary))


@pytest.mark.parametrize("summary", [everything(), hostile(), run()], ids=["everything", "hostile", "nothing"])
def test_the_page_runs_and_loads_nothing_but_its_own(summary: RunSummary) -> None:
    found = read(summary)
    assert len(found.all("script")) == len(found.all("style")) == 1
    assert not {tag for tag, _ in found.elements} & {"img", "iframe", "object", "embed", "base", "a:href"}
    for _, attributes in found.elements:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset", "action")
        ]
        assert attributes.get("href", "#").startswith(("#", "data:,"))
    policy = next(one["content"] for one in found.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    for tag in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(found.code[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_hostile_text_is_shown_as_text() -> None:
    page = html.page(hostile())
    page.encode("utf-8")
    assert not set(page) & UNSEEN
    texts = Read(page).texts
    assert sum(in_line(HOSTILE) in text for text in texts) > 5
    assert any("\\xff\\xfe</pre></table>" in text for text in texts)
    assert "49" not in "".join(texts)


def test_the_page_says_what_became_of_the_run() -> None:
    text = " ".join(" ".join(read(everything()).texts).split())
    for said in (
        "Run 3 monorepo",
        "2026-11-21 18:52 UTC",
        "3 of 9 files changed",
        "2 of 5 shards done",
        "2 verifications failed",
        "services/payments/ledger/postings.py",
        "return True (14) was discarded; it is returned now.",
        "Why: sem is held around the call, so the order would change",
        "1 failed, 41 passed in 3.21s",
        "The verification fails without the changes too",
        "cannot be parsed (line 1): Missing parentheses in call to 'print'",
        "web/gather.py:42:13",
        "no owner",
    ):
        assert said in text, said


def test_what_was_not_rewritten_does_not_say_that_it_was() -> None:
    left = html.page(everything()).split('id="left"')[1].split("</section>")[0]
    assert "web/auth.py:19:13" in left
    assert "was edited since the plan was made" in left
    assert "it is returned now" not in left


def test_without_scripts_all_is_there_and_closed() -> None:
    found = read(everything())
    assert [one.get("hidden") for one in found.all("form")] == [""]
    assert all("open" not in one for one in found.all("details") if one.get("class") == "file item")
    assert not any("hidden" in attributes for tag, attributes in found.elements if tag != "form")
    assert "result_value = " in "".join(found.texts)


def test_anchors_lead_somewhere_and_ids_are_unique() -> None:
    found = read(everything())
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {one["href"][1:] for one in found.all("a")} <= set(ids)


def test_every_control_has_a_label() -> None:
    page = html.page(everything())
    controls = re.findall(r"<(?:input|select)[ >]", page)
    assert len(controls) == len(re.findall(r"<label[^>]*><span>\w+</span><(?:input|select)[ >]", page)) == 4


def test_a_long_diff_is_cut_and_says_so() -> None:
    long = b"".join(b"x%d\n" % number for number in range(5_000))
    row = file("a.py")._replace(before=long, after=long.replace(b"x", b"y"))
    page = html.page(run(shard(1, "a", "@a", "verified", row)))
    assert "4600 more rows are not shown here" in page
    assert len(page) < 200_000


def test_a_large_run_is_bounded_and_says_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_ROWS_IN_ALL", 60)
    monkeypatch.setattr(html, "MOST_LEFT", 5)
    rows = [file(f"{number}.py", "written", finding(), KEPT) for number in range(9)]
    page = html.page(run(shard(1, "a", "@a", "verified", *rows)))
    assert page.count('<table class="diff">') == 3
    assert page.count("The diff is not shown, to keep this page small") == 6
    assert "4 more are not shown here" in page


# Side by side


def lines(compared: Compared, side: str) -> list[str]:
    found = [getattr(row, side) for block in compared.blocks for row in block.rows]
    return ["".join(piece.text for piece in line.pieces) for line in found if line]


def numbers(block: Block) -> list[tuple[int | None, int | None]]:
    def of(line: Line | None) -> int | None:
        return line.number if line else None

    return [(of(row.before), of(row.after)) for row in block.rows]


def test_lines_that_differ_only_in_indentation_stand_beside_each_other() -> None:
    compared = compare(
        "a.py", b"if a:\n    b\n    c\nd\n", b"try:\n    if a:\n        b\n        c\nfinally:\n    e\nd\n", 99
    )
    assert numbers(compared.blocks[0]) == [(None, 1), (1, 2), (2, 3), (3, 4), (None, 5), (None, 6)]
    assert (compared.added, compared.removed) == (6, 3)
    first = compared.blocks[0].rows[1]
    assert first.after is not None
    assert [(piece.text, piece.is_changed) for piece in first.after.pieces] == [("    ", True), ("if a:", False)]


def test_pieces_of_a_line_that_changed_are_marked() -> None:
    row = compare("a.py", b"return await f(a)\n", b"return f(a)\n", 9).blocks[0].rows[0]
    assert row.before is not None
    assert "".join(piece.text for piece in row.before.pieces if piece.is_changed).strip() == "await"


def test_files_are_read_in_their_own_encoding_and_line_ends() -> None:
    compared = compare(
        "a.py", "# coding: euc-kr\r\n# 오류\r\n".encode("euc-kr"), "# coding: euc-kr\r\n# 고침\r\n".encode("euc-kr"), 9
    )
    assert lines(compared, "before") == ["# coding: euc-kr", "# 오류"]
    assert lines(compared, "after") == ["# coding: euc-kr", "# 고침"]
    assert lines(compare("a.py", b"a\r\nb\n", b"a\r\nc\n", 9), "after") == ["a\\x0d", "c"]
    assert lines(compare("a.py", b"\0\xff\n", b"# coding: none\n\xff", 9), "before") == ["\\x00\\xff"]


def test_versions_that_are_the_same_or_empty_have_no_rows_that_changed() -> None:
    assert compare("a.py", b"", b"", 9) == Compared((), 0, 0)
    assert [block.kind for block in compare("a.py", b"a\n", b"a\n", 9).blocks] in ([], ["gap"], ["same"])
    assert lines(compare("a.py", b"", b"a\n", 9), "after") == ["a"]


def test_every_line_is_shown_or_counted_as_hidden() -> None:
    chance = random.Random(4)
    for _ in range(300):
        old = [chance.choice(["a", "b", "", "  c", "d"]) for _ in range(chance.randrange(30))]
        new = [line for line in old if chance.random() > 0.1]
        for _ in range(chance.randrange(4)):
            new.insert(chance.randrange(len(new) + 1), chance.choice(["x", "  a", "c"]))
        before, after = ("".join(f"{line}\n" for line in each).encode() for each in (old, new))
        blocks = compare("a.py", before, after, 1_000).blocks
        seen, beside = 0, 0
        for block in blocks:
            seen, beside = seen + block.hidden, beside + block.hidden
            for row in block.rows:
                if row.before:
                    seen += 1
                    assert (row.before.number, "".join(piece.text for piece in row.before.pieces)) == (
                        seen,
                        old[seen - 1],
                    )
                if row.after:
                    beside += 1
                    assert (row.after.number, "".join(piece.text for piece in row.after.pieces)) == (
                        beside,
                        new[beside - 1],
                    )
        assert (seen, beside) == (len(old), len(new))


def test_a_line_of_a_megabyte_is_cut() -> None:
    shown = lines(compare("a.py", b"x" * 1_000_000, b"y" * 1_000_000, 9), "after")
    assert len(shown[0]) == side_by_side.MOST_CHARACTERS + 1


def test_files_of_many_lines_alike_are_compared_in_seconds() -> None:
    start = time.process_time()
    compare("a.py", b"first\n" + b"\n" * 60_000 + b"last\n", b"1\n" + b"\n" * 59_990 + b"2\n", 400)
    assert time.process_time() - start < 10
