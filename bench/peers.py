"""The tools that are compared, each in its own pinned place: two virtual environments under the corpus."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import CORPUS

TOOLS = CORPUS / ".tools"
CHECKOUT = Path(__file__).resolve().parent.parent
PINS = ("django-upgrade==1.33.0", "fixit==2.2.1", "libcst==1.9.0", "ruff==0.17.5")

FIXIT_SETTINGS = """\
[tool.fixit]
root = true
enable = [".jump_in_finally"]
disable = ["fixit.rules", "fixit.upgrade"]
"""

FIXIT_RULE = '''\
import libcst
from fixit import LintRule


class ReturnInFinally(LintRule):
    """finally-jump at its smallest: a `return` directly in a `finally`."""

    MESSAGE = "return in finally"

    def visit_Finally(self, node: libcst.Finally) -> None:
        for line in node.body.body:
            if isinstance(line, libcst.SimpleStatementLine) and isinstance(line.body[-1], libcst.Return):
                self.report(line)
'''

CODEMOD_SETTINGS = "modules: ['mods']\n"

CODEMOD = """\
import libcst
from libcst.codemod import VisitorBasedCodemodCommand


class Noop(VisitorBasedCodemodCommand):
    DESCRIPTION = "Visits every `try` and leaves it as it is."

    def leave_Try(self, original_node: libcst.Try, updated_node: libcst.Try) -> libcst.Try:
        return updated_node
"""


@dataclass(frozen=True)
class Tools:
    """The programs to run, absolute; `peers` is the folder that holds those of the pinned peers."""

    peers: Path
    asyncfix: Path

    def program(self, name: str) -> str:
        return str(self.peers / name)


def environment(name: str) -> Path:
    """The environment's `bin` folder; the environment is made if there is none."""
    folder = TOOLS / name
    if not (folder / "bin" / "pip").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    return folder / "bin"


def install(folder: Path, *what: str) -> None:
    """pip leaves alone what is there as pinned, and always builds a folder anew."""
    pip = [str(folder / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, *what], check=True)


def prepare(asyncfix: Path | None) -> Tools:
    """Installs what is missing. Without `asyncfix`, a program, the checkout is built and installed."""
    peers = environment("peers")
    install(peers, *PINS)
    if asyncfix is None:
        own = environment("asyncfix")
        install(own, str(CHECKOUT))
        asyncfix = own / "asyncfix"
    return Tools(peers, asyncfix.absolute())


def versions() -> dict[str, str]:
    """What the environments hold, dependencies included: name -> version."""
    found: dict[str, str] = {}
    for folder in sorted(TOOLS.glob("*/bin")):
        listing = [
            str(folder / "python"),
            "-m",
            "pip",
            "list",
            "--format",
            "json",
            "--disable-pip-version-check",
        ]
        output = subprocess.run(listing, check=True, capture_output=True, text=True).stdout
        found |= {f"{folder.parent.name}/{each['name']}": each["version"] for each in json.loads(output)}
    return found


def write_rules(folder: Path) -> None:
    """What Fixit and LibCST's codemod read from the folder they are started in."""
    mods = folder / "mods"
    mods.mkdir()
    (folder / "pyproject.toml").write_text(FIXIT_SETTINGS)
    (folder / "jump_in_finally.py").write_text(FIXIT_RULE)
    (folder / ".libcst.codemod.yaml").write_text(CODEMOD_SETTINGS)
    (mods / "__init__.py").write_text("")
    (mods / "noop.py").write_text(CODEMOD)
