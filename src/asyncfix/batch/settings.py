"""What a run is done with: the choices of its plan, kept in the ledger, and `[tool.asyncfix.batch]`."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, get_args

from asyncfix.batch.sharding import By
from asyncfix.config import CommandLine, Config, Settings, nearest
from asyncfix.errors import ConfigError
from asyncfix.ignored import Ignores

MAX_FILES = 40
VERIFY_TIMEOUT = 1800.0
BATCH_KEYS = ("by", "max-files", "verify", "verify-timeout", "verify-per-path")


@dataclass(frozen=True)
class Chosen:
    """What the command line of a plan said. `folder` is where it was given, relative to the root; "" for the root."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    folder: str = ""
    unsafe: bool = False
    by: By = "owner"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def of_json(data: Mapping[str, Any]) -> Chosen:
        """The choices that `as_json` gave; what a later version may have added is not looked at."""
        known = {field.name for field in fields(Chosen)}
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        return Chosen(**{name: value for name, value in given.items() if name in known})

    def settings(self, root: str) -> Settings:
        """The configuration of any path below the root. Raises `ConfigError`."""
        folder = os.path.join(root, self.folder) if self.folder else root
        return Settings(CommandLine(self.select, self.ignore, self.exclude, self.options, folder))


@dataclass(frozen=True)
class BatchTable:
    """A checked `[tool.asyncfix.batch]`. `per_path` are commands by pattern, the last that matches counts."""

    by: By | None = None
    max_files: int | None = None
    verify: str | None = None
    verify_timeout: float | None = None
    per_path: tuple[tuple[str, str], ...] = ()

    def command(self, folder: str) -> str | None:
        """The command that verifies files in a folder, given relative to the table's own; "" is that itself."""
        found = self.verify
        for pattern, command in self.per_path:
            if Ignores(pattern.encode(errors="surrogateescape"), "").covers(f"{folder}/any.py" if folder else "any.py"):
                found = command
        return found or None


def batch_table(config: Config) -> BatchTable:
    """The `batch` table of a configuration. Raises `ConfigError`."""
    where = f"{config.origin}: [tool.asyncfix.batch]"
    for key in config.batch:
        if key not in BATCH_KEYS:
            raise ConfigError(f'{where} has no key "{key}"; {nearest(key, BATCH_KEYS)}')
    return BatchTable(
        by=_by(config.batch.get("by"), where),
        max_files=_positive(config.batch.get("max-files"), "max-files", where),
        verify=_command(config.batch.get("verify"), "verify", where),
        verify_timeout=_seconds(config.batch.get("verify-timeout"), where),
        per_path=_commands(config.batch.get("verify-per-path", {}), where),
    )


def _by(value: object, where: str) -> By | None:
    choices = get_args(By)
    if value is None or value in choices:
        return value  # type: ignore[return-value]
    raise ConfigError(f"{where} by cannot be {value!r}; {nearest(str(value), choices)}")


def _positive(value: object, key: str, where: str) -> int | None:
    if value is None or (type(value) is int and value > 0):
        return value
    raise ConfigError(f"{where} {key} must be a number above 0, not {value!r}")


def _seconds(value: object, where: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return float(value)
    raise ConfigError(f"{where} verify-timeout must be a number of seconds above 0, not {value!r}")


def _command(value: object, key: str, where: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise ConfigError(f"{where} {key} must be a command as one string, not {value!r}")


def _commands(value: object, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where} verify-per-path must be a table of patterns, not {value!r}")
    return tuple((pattern, _command(command, pattern, where) or "") for pattern, command in value.items())


def fingerprint(settings: Settings, paths: Iterable[str]) -> str:
    """A hash of all that the configuration says of these files: when it changes, findings and fixes may."""
    said = set()
    for folder in {os.path.dirname(path) for path in paths}:
        path = os.path.join(folder, "any.py")
        config = settings.config(path)
        values = {field.name: getattr(config, field.name) for field in fields(Config)}
        for name in ("origin", "root", "batch"):
            del values[name]
        said.add(json.dumps([folder, settings.target_version(path), values], sort_keys=True, default=str))
    return hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()
