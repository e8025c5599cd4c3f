"""`[tool.asyncfix]` in the pyproject.toml nearest to each file, and what the command line says over it.

A monorepo has many pyproject.toml files: for each file the nearest one that has the table wins, whole. An unknown key
or value is a `ConfigError` that names the file, the key and the nearest known one.
"""

from __future__ import annotations

import dataclasses
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from asyncfix.errors import ConfigError, FileTrouble
from asyncfix.files import read
from asyncfix.rule import Rule
from asyncfix.transforms import all_rules

if TYPE_CHECKING:
    from asyncfix.ignored import Ignores

Version = tuple[int, int]

KEYS = (
    "select",
    "ignore",
    "exclude",
    "per-path-ignores",
    "target-version",
    "src",
    "baseline",
    "cache",
    "cache-dir",
    "batch",
)
_VERSION = re.compile(r"(?:py)?3\.?(\d{1,2})(?:\.\d+)?\Z")
_LOWER_BOUND = re.compile(r"(>=|~=|==|>)\s*3\.(\d+)")


@dataclass(frozen=True)
class Config:
    """One `[tool.asyncfix]` table. `origin` names where it was read, `root` is the folder its patterns start from."""

    origin: str = "the defaults"
    root: str = ""
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    target_version: Version | None = None
    src: tuple[str, ...] = ()
    """Folders below `root`, `*` standing for any name, that hold top-level packages; `project.layout` reads them."""
    baseline: str | None = None
    """The path of the file with the findings that are lived with."""
    cache: bool = True
    cache_dir: str | None = None
    """Where results are remembered; None for the usual place."""
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    batch: Mapping[str, object] = field(default_factory=dict)
    """The table `[tool.asyncfix.batch]` as it was read; `batch.settings` checks it."""

    @cached_property
    def _excluded(self) -> Ignores:
        return _patterns(self.exclude)

    @cached_property
    def _ignored_below(self) -> list[tuple[Ignores, tuple[str, ...]]]:
        return [(_patterns([pattern]), rules) for pattern, rules in self.per_path_ignores]

    def excludes(self, path: str, is_folder: bool) -> bool:
        """Whether `exclude` names a path; patterns are those of .gitignore, relative to the table's folder."""
        relative = _below(self.root, path) if self.exclude else None
        return relative is not None and self._excluded.covers(relative + "/" * is_folder)

    def ignored_at(self, path: str) -> set[str]:
        """The rules that `per-path-ignores` switches off for a path."""
        relative = _below(self.root, path) if self.per_path_ignores else None
        if relative is None:
            return set()
        return {rule for patterns, rules in self._ignored_below if patterns.covers(relative) for rule in rules}


@dataclass(frozen=True)
class CommandLine:
    """What the command line says; it goes over every pyproject.toml. `options` are `RULE.OPTION=VALUE` texts.

    Patterns of `exclude` start from `folder`, by default the current one.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    folder: str | None = None


class Settings:
    """The configuration of any path. Raises `ConfigError` for a table, or a command line, that makes no sense."""

    def __init__(self, command_line: CommandLine | None = None) -> None:
        line = command_line or CommandLine()
        for option, names in (("--select", line.select), ("--ignore", line.ignore)):
            _known_rules(names, f"{option}: ")
        self._line = line
        self._options = _parsed_options(line.options)
        self._exclude = Config(exclude=line.exclude, root=line.folder or os.getcwd())
        self._pyprojects: dict[str, dict[str, Any]] = {}
        self._configs: dict[str, Config] = {}
        self._by_spelling: dict[str, Config] = {}
        self._targets: dict[str, Version | None] = {}
        self.consulted: set[str] = set()
        """The folders whose pyproject.toml was read or looked for."""
        self._rules: dict[int, tuple[Rule, ...]] = {}

    def config(self, path: str) -> Config:
        """The table that counts for a file or folder."""
        spelled = os.path.dirname(path)
        if spelled not in self._by_spelling:
            self._by_spelling[spelled] = self._config_of(os.path.abspath(spelled))
        return self._by_spelling[spelled]

    def excluded(self, path: str, is_folder: bool) -> bool:
        """Whether a path that was met in a folder is left out."""
        return self._exclude.excludes(path, is_folder) or self.config(path).excludes(path, is_folder)

    def excluded_by_name(self, path: str) -> bool:
        """Whether `--exclude` names a path: that goes over naming the path itself."""
        return self._exclude.excludes(path, os.path.isdir(path))

    def rules(self, path: str) -> tuple[Rule, ...]:
        """The rules that look at a file, with their options, in the order of `all_rules`."""
        config = self.config(path)
        if id(config) not in self._rules:
            self._rules[id(config)] = self._selected(config)
        rules = self._rules[id(config)]
        ignored = config.ignored_at(path)
        return tuple(rule for rule in rules if rule.name not in ignored) if ignored else rules

    def rules_of_no_project(self) -> tuple[Rule, ...]:
        """The rules that look at code which lies nowhere, so that no table speaks of it."""
        return self._selected(_DEFAULT)

    def target_version(self, path: str) -> Version:
        """The oldest Python that a file must run on: `target-version`, else requires-python, else the running one."""
        config = self.config(path)
        folder = os.path.dirname(os.path.abspath(path))
        return config.target_version or self._required(folder) or (sys.version_info[0], sys.version_info[1])

    def _pyproject(self, folder: str) -> dict[str, Any]:
        if folder not in self._pyprojects:
            self.consulted.add(folder)
            self._pyprojects[folder] = _read_pyproject(os.path.join(folder, "pyproject.toml"))
        return self._pyprojects[folder]

    def _selected(self, config: Config) -> tuple[Rule, ...]:
        of_config = tuple(all_rules()) if config.select is None else config.select
        select = self._line.select or of_config
        ignore = {*self._line.ignore, *(() if self._line.select else config.ignore)}
        chosen = (rule for name, rule in all_rules().items() if name in select and name not in ignore)
        return tuple(
            rule(**{**config.options.get(rule.name, {}), **self._options.get(rule.name, {})}) for rule in chosen
        )

    def _config_of(self, folder: str) -> Config:
        if folder not in self._configs:
            path = os.path.join(folder, "pyproject.toml")
            table = _asyncfix_table(self._pyproject(folder), path)
            if table is not None:
                self._configs[folder] = _checked(table, path)
            else:
                above = os.path.dirname(folder)
                self._configs[folder] = _DEFAULT if above == folder else self._config_of(above)
        return self._configs[folder]

    def _required(self, folder: str) -> Version | None:
        if folder not in self._targets:
            project = self._pyproject(folder).get("project")
            required = project.get("requires-python") if isinstance(project, dict) else None
            above = os.path.dirname(folder)
            if isinstance(required, str):
                self._targets[folder] = _lower_bound(required)
            else:
                self._targets[folder] = None if above == folder else self._required(above)
        return self._targets[folder]


_DEFAULT = Config()


def option_types(rule: type[Rule]) -> dict[str, Any]:
    """The options of a rule, spelt as in pyproject.toml, with their types."""
    hints = get_type_hints(rule)
    return {name.name.replace("_", "-"): hints[name.name] for name in dataclasses.fields(rule)}


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean "x"?)` for a word that is close to a known one, else the list of the known ones."""
    import difflib

    choices = list(known)
    close = difflib.get_close_matches(word, choices, n=1)
    if close:
        return f'did you mean "{close[0]}"?'
    return "known: " + ", ".join(choices)


def _read_pyproject(path: str) -> dict[str, Any]:
    try:
        os.stat(path)
        data = read(path)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as exc:
        raise ConfigError(f"{path}: cannot be read: {exc.strerror}") from None
    except FileTrouble as trouble:
        raise ConfigError(f"{path}: cannot be read: {trouble.message}") from None
    import tomllib

    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{path}: is not valid TOML: {exc}") from None
    except RecursionError:
        raise ConfigError(f"{path}: is not valid TOML: it is nested too deeply") from None


def _asyncfix_table(pyproject: dict[str, Any], path: str) -> dict[str, Any] | None:
    tool = pyproject.get("tool")
    table = tool.get("asyncfix") if isinstance(tool, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise ConfigError(f"{path}: tool.asyncfix must be a table")


def _checked(table: dict[str, Any], path: str) -> Config:
    where = f"{path}: [tool.asyncfix]"
    options: dict[str, dict[str, object]] = {}
    for key, value in table.items():
        if key in all_rules():
            options[key] = _rule_options(value, key, where)
        elif key not in KEYS:
            raise ConfigError(f'{where} has no key "{key}"; {nearest(key, (*KEYS, *all_rules()))}')
    select = table.get("select")
    return Config(
        origin=path,
        root=os.path.dirname(path),
        select=None if select is None else _known_rules(_strings(select, "select", where), f"{where} select: "),
        ignore=_known_rules(_strings(table.get("ignore", []), "ignore", where), f"{where} ignore: "),
        exclude=_strings(table.get("exclude", []), "exclude", where),
        per_path_ignores=_per_path(table.get("per-path-ignores", {}), where),
        target_version=_target(table["target-version"], where) if "target-version" in table else None,
        src=_strings(table.get("src", []), "src", where),
        baseline=_file(table["baseline"], "baseline", path) if "baseline" in table else None,
        cache=_flag(table.get("cache", True), "cache", where),
        cache_dir=_file(table["cache-dir"], "cache-dir", path) if "cache-dir" in table else None,
        options=options,
        batch=_table(table.get("batch", {}), "batch", where),
    )


def _table(value: object, key: str, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where} {key} must be a table, not {value!r}")
    return value


def _flag(value: object, key: str, where: str) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"{where} {key} must be true or false, not {value!r}")
    return value


def _strings(value: object, key: str, where: str) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ConfigError(f"{where} {key} must be a list of strings, not {value!r}")


def _file(value: object, key: str, pyproject: str) -> str:
    """A path that starts from the folder of its pyproject.toml."""
    if isinstance(value, str) and value.strip() and "\0" not in value:
        return os.path.join(os.path.dirname(pyproject), value)
    raise ConfigError(f"{pyproject}: [tool.asyncfix] {key} must be the path of a file, not {value!r}")


def _known_rules(names: Sequence[str], where: str) -> tuple[str, ...]:
    for name in names:
        if name not in all_rules():
            raise ConfigError(f'{where}there is no rule "{name}"; {nearest(name, all_rules())}')
    return tuple(names)


def _per_path(value: object, where: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where} per-path-ignores must be a table of patterns, not {value!r}")
    key = f"{where} per-path-ignores"
    return tuple((pattern, _known_rules(_strings(names, pattern, key), f"{key}: ")) for pattern, names in value.items())


def _target(value: object, where: str) -> Version:
    match = _VERSION.match(value) if isinstance(value, str) else None
    if match is None:
        raise ConfigError(f'{where} target-version must be a version such as "3.11", not {value!r}')
    return 3, int(match[1])


def _lower_bound(specifier: str) -> Version | None:
    """The oldest minor version that a requires-python text admits, as far as its lower bounds tell."""
    bounds = [(3, int(minor)) for _, minor in _LOWER_BOUND.findall(specifier)]
    return max(bounds, default=None)


def _rule_options(value: object, rule: str, where: str) -> dict[str, object]:
    where = f"{where[:-1]}.{rule}]"
    if not isinstance(value, dict):
        raise ConfigError(f"{where} must be a table of options, not {value!r}")
    return {key.replace("-", "_"): _option(rule, key, given, f"{where} {key}") for key, given in value.items()}


def _option(rule: str, key: str, given: object, where: str) -> object:
    types = option_types(all_rules()[rule])
    if key not in types:
        raise ConfigError(f'{where}: {rule} has no option "{key}"; {nearest(key, types)}')
    wanted = types[key]
    if get_origin(wanted) is Literal:
        if given in get_args(wanted) and not isinstance(given, bool):
            return given
        choices = [str(choice) for choice in get_args(wanted)]
        raise ConfigError(f"{where} cannot be {given!r}; {nearest(str(given), choices)}")
    if type(given) is wanted:
        return given
    raise ConfigError(f"{where} must be of type {wanted.__name__}, not {given!r}")


def _parsed_options(texts: Iterable[str]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        rule, dot, key = name.partition(".")
        if not equals or not dot:
            raise ConfigError(f'-o "{text}" must have the form RULE.OPTION=VALUE')
        _known_rules([rule], "-o: ")
        wanted = option_types(all_rules()[rule]).get(key)
        given: object = {"true": True, "false": False}.get(value, value) if wanted is bool else value
        if wanted is int and value.lstrip("-").isdigit():
            given = int(value)
        found.setdefault(rule, {})[key.replace("-", "_")] = _option(rule, key, given, f"-o {name}")
    return found


def _patterns(lines: Sequence[str]) -> Ignores:
    from asyncfix.ignored import Ignores

    return Ignores("\n".join(lines).encode(errors="surrogateescape"), "")


def _below(root: str, path: str) -> str | None:
    """A path relative to a folder that it lies in, with slashes; None for the folder itself and for others."""
    relative = os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
    return None if relative in (".", "..") or relative.startswith("../") else relative


def known_rule(name: str) -> type[Rule]:
    """The rule of a name. Raises `ConfigError` with the nearest known one."""
    _known_rules([name], "")
    return all_rules()[name]
