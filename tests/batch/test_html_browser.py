"""The page in a real browser, without a window: what a reader sees and clicks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import debian
import pytest
from sample import everything, file, finding, hostile, run, shard

from asyncfix.report import html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

WIDTHS = (390, 768, 1280)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    found = _program()
    if found is None:
        reason = debian.reason_against("chromium")
        found = _program()
        if found is None:
            pytest.skip(reason or "there is no Chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def _program() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Seen:
    """A page that is open, with what it complained of and what it asked the network for."""

    def __init__(
        self, browser: Browser, path: Path, width: int = 1280, *, scripts: bool = True, dark: bool = False
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def files(self) -> list[str]:
        """The paths of the files that can be seen."""
        return [one.inner_text() for one in self.page.locator(".file:visible .path").all()]

    def lists(self, paths: list[str]) -> None:
        from playwright.sync_api import expect

        expect(self.page.locator(".file:visible .path")).to_have_text(paths)

    def tells(self, text: str) -> None:
        self.page.locator("#shown", has_text=text).wait_for(timeout=10_000)

    def close(self) -> None:
        self.context.close()
        assert self.said == []
        assert [url for url in self.asked if not url.startswith(("file:", "data:"))] == []


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "run.html"
    path.write_text(html.page(everything()), encoding="utf-8")
    return path


def test_filters_by_owner_rule_and_status_hide_the_rest(browser: Browser, page: Path) -> None:
    seen = Seen(browser, page)
    seen.tells("9 of 9 files")
    seen.page.select_option("select[name=owner]", "@org/identity")
    seen.tells("4 of 9 files")
    assert seen.files() == ["services/identity/tokens.py", "web/auth.py", "web/crash.py", "web/odd.py"]
    seen.page.select_option("select[name=status]", "crashed")
    seen.tells("1 of 9 files")
    assert seen.files() == ["web/crash.py"]
    assert seen.page.locator(".shard:visible").count() == 1
    seen.page.click("button[type=reset]")
    seen.tells("9 of 9 files")
    seen.page.select_option("select[name=rule]", "shared-session-gather")
    seen.tells("2 of 9 files")
    assert seen.page.locator("#left .item:visible").count() == 4
    seen.close()


def test_a_search_finds_words_of_path_message_and_code(browser: Browser, page: Path) -> None:
    seen = Seen(browser, page)
    box = seen.page.get_by_label("Search")
    for words, files in {
        "TOKENS": ["services/identity/tokens.py"],
        "data etl": ["data/etl.py"],
        "never closed": ["web/odd.py"],
        "held around": ["services/payments/ledger/postings.py", "services/payments/unchanged.py"],
        "no such words": [],
    }.items():
        box.fill(words)
        seen.lists(files)
    box.fill("result_value = False")
    seen.tells("7 of 9 files")
    seen.close()


def test_the_keyboard_is_enough(browser: Browser, page: Path) -> None:
    seen = Seen(browser, page)
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "Skip to the changes"
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("tokens")
    seen.tells("1 of 9 files")
    assert seen.page.get_by_label("Search").input_value() == "tokens"
    seen.page.locator("#f4 > summary").focus()
    seen.page.keyboard.press("Enter")
    assert seen.page.locator("#f4 .diff").is_visible()
    seen.close()


def test_names_in_the_overview_set_the_filter(browser: Browser, page: Path) -> None:
    seen = Seen(browser, page)
    seen.page.locator(".overviews a", has_text="@org/payments").click()
    seen.tells("3 of 9 files")
    assert seen.page.locator("select[name=owner]").input_value() == "@org/payments"
    seen.page.locator("#largest a", has_text="data/etl.py").click()
    seen.tells("9 of 9 files")
    assert seen.page.locator("details.file[open] .path").all_inner_texts() == ["data/etl.py"]
    seen.close()


def test_all_that_is_shown_opens_and_closes(browser: Browser, page: Path) -> None:
    seen = Seen(browser, page)
    seen.page.get_by_label("Search").fill("services")
    seen.tells("4 of 9 files")
    seen.page.click("#toggle")
    assert seen.page.locator("details.file[open]").count() == 4
    seen.page.locator("#toggle", has_text="Close all").click()
    assert seen.page.locator("details.file[open]").count() == 0
    seen.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("summary", [everything(), hostile()], ids=["everything", "hostile"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_flows_over_the_edge(browser: Browser, tmp_path: Path, width: int, summary: object, dark: bool) -> None:
    path = tmp_path / "page.html"
    path.write_text(html.page(summary), encoding="utf-8")  # type: ignore[arg-type]
    seen = Seen(browser, path, width, dark=dark)
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    over = "(one) => one.filter((each) => each.getBoundingClientRect().right > innerWidth + 1).length"
    assert seen.page.locator("main *").evaluate_all(over) == 0
    assert seen.page.evaluate("window.hacked") is None
    seen.close()


def test_side_by_side_becomes_unified_on_a_phone(browser: Browser, page: Path) -> None:
    for width, is_split in ((1280, True), (390, False)):
        seen = Seen(browser, page, width)
        seen.page.locator("#f1 > summary").click()
        out, into = (
            seen.page.locator(f"#f1 td.{side}", has_text=text).first
            for side, text in (("out", "return False"), ("in", "result_value = False"))
        )
        left, right = out.bounding_box(), into.bounding_box()
        assert left is not None
        assert right is not None
        assert (right["x"] > left["x"]) is is_split
        if not is_split:
            assert seen.page.locator("#f1 .same td + td:visible").count() == 0
        seen.close()


def test_without_scripts_the_page_is_whole(browser: Browser, page: Path) -> None:
    seen = Seen(browser, page, scripts=False)
    assert len(seen.files()) == 9
    assert not seen.page.locator("#filters").is_visible()
    seen.page.locator("#f2 > summary").click()
    assert seen.page.locator("#f2 .diff").is_visible()
    seen.close()


def test_text_can_be_told_from_its_background(browser: Browser, page: Path) -> None:
    for dark in (False, True):
        seen = Seen(browser, page, dark=dark)
        seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert seen.page.evaluate(CONTRAST) == []
        seen.close()


CONTRAST = """() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const linear = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const back = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
  const bad = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility()) continue;
    if (e.closest('script, .skip, button:disabled, option')) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(back(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push(`${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 20)} ${ratio.toFixed(2)}`);
  }
  return bad;
}"""


def test_three_thousand_files_stay_usable(browser: Browser, tmp_path: Path) -> None:
    rows = [file(f"team{number % 100:02}/module{number}.py", "written", finding()) for number in range(3_000)]
    made = run(
        *(
            shard(number, f"team{number}", f"@org/team{number:02}", "verified", *rows[number::100])
            for number in range(100)
        )
    )
    path = tmp_path / "large.html"
    path.write_text(html.page(made), encoding="utf-8")
    assert path.stat().st_size < 25_000_000
    seen = Seen(browser, path, 390)
    seen.tells("3,000 of 3,000 files")
    assert seen.page.locator("#toggle").is_disabled()
    took = seen.page.evaluate(FILTERED)
    assert took < 2_000, took
    seen.tells("30 of 3,000 files")
    seen.close()


FILTERED = """() => {
  const form = document.getElementById("filters");
  form.elements.owner.value = "@org/team07";
  form.elements.text.value = "module";
  const start = performance.now();
  form.dispatchEvent(new Event("submit", { cancelable: true }));
  document.body.offsetHeight;
  return performance.now() - start;
}"""
