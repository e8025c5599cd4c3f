from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from asyncfix.batch.sharding import By, Group, Planned, cut, package_of


def alone(paths: list[str]) -> list[Group]:
    return [(path,) for path in paths]


def first_folder(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def shards(
    groups: list[Group], by: By = "owner", most: int = 40, owner_of: Callable[[str], str] = lambda _: ""
) -> list[Planned]:
    return cut(groups, by=by, max_files=most, owner_of=owner_of, package_of=first_folder)


def team_of(path: str) -> str:
    return f"@org/{first_folder(path)}"


def test_files_of_one_owner_are_one_shard_in_order_of_owners() -> None:
    made = shards(alone(["b/2.py", "a/1.py", "b/1.py"]), owner_of=team_of)
    assert made == [Planned("org-a", "@org/a", ("a/1.py",)), Planned("org-b", "@org/b", ("b/1.py", "b/2.py"))]


def test_nothing_to_do_is_no_shard() -> None:
    for by in ("owner", "package", "dir", "none"):
        assert shards([], by) == []


def test_files_without_owner_come_last() -> None:
    made = shards(alone(["a.py", "z/1.py"]), owner_of=lambda path: "@z" if "/" in path else "")
    assert [(one.key, one.owner) for one in made] == [("z", "@z"), ("unowned", "")]


def test_files_that_one_fix_ties_together_across_owners_name_both() -> None:
    made = shards([("a/1.py", "b/1.py"), ("a/2.py",)], owner_of=team_of)
    assert made == [
        Planned("org-a", "@org/a", ("a/2.py",)),
        Planned("org-a-org-b", "@org/a @org/b", ("a/1.py", "b/1.py")),
    ]


def test_two_owners_in_another_order_are_the_same_owners() -> None:
    owner_of = {"1.py": "@b @a", "2.py": "@a @b"}.__getitem__
    assert shards(alone(["1.py", "2.py"]), owner_of=owner_of) == [Planned("b-a", "@b @a", ("1.py", "2.py"))]


def test_folders_whose_names_hold_the_same_words_are_two_packages() -> None:
    made = shards(alone(["a b/1.py", "b a/1.py"]), "package")
    assert [one.paths for one in made] == [("a b/1.py",), ("b a/1.py",)]
    assert len({one.key for one in made}) == 2


def test_none_is_one_shard_however_large() -> None:
    made = shards(
        alone([f"{folder}/{number}.py" for folder in "abc" for number in range(50)]), "none", owner_of=team_of
    )
    assert [(one.key, one.owner, len(one.paths)) for one in made] == [("all", "@org/a @org/b @org/c", 150)]


def test_a_folder_is_split_only_where_it_is_too_large() -> None:
    paths = ["setup.py", "a/1.py", "a/b/1.py", *(f"big/x/{number}.py" for number in range(3)), "big/y/1.py", "big/1.py"]
    made = shards(alone(paths), "dir", most=4)
    assert [(one.key, len(one.paths)) for one in made] == [
        ("root", 1),
        ("a", 2),
        ("big", 1),
        ("big-x", 3),
        ("big-y", 1),
    ]


def test_a_group_larger_than_a_shard_stays_whole() -> None:
    large = tuple(f"a/{number:02}.py" for number in range(50))
    made = shards([large, ("a/0.py",), ("b.py",)], most=10)
    assert [one.paths for one in made if "a/07.py" in one.paths] == [tuple(sorted(large))]
    assert sum(len(one.paths) for one in made) == 52


@pytest.mark.parametrize("by", ["owner", "package", "dir"])
@pytest.mark.parametrize("most", [1, 2, 3, 7, 40])
def test_every_file_is_in_exactly_one_shard_that_is_not_too_large(by: By, most: int) -> None:
    chance = random.Random(most)
    paths = sorted({f"{chance.choice('abc')}/{chance.choice('de')}/{chance.randrange(10_000)}.py" for _ in range(900)})
    groups, rest = [], paths
    while rest:
        size = chance.choice([1, 1, 1, min(2, most), min(3, most)])
        groups.append(tuple(rest[:size]))
        rest = rest[size:]
    made = shards(groups, by, most, owner_of=team_of)
    assert sorted(path for one in made for path in one.paths) == paths
    assert all(len(one.paths) <= most for one in made)
    shard_of = {path: one.key for one in made for path in one.paths}
    assert all(len({shard_of[path] for path in group}) == 1 for group in groups)
    assert len({one.key for one in made}) == len(made)


def test_shards_of_a_large_owner_are_three_quarters_full() -> None:
    made = shards(alone([f"src/{number:05}.py" for number in range(4_000)]))
    assert 110 < len(made) < 160
    assert min(len(one.paths) for one in made[:-1]) >= 20


@pytest.mark.parametrize("by", ["owner", "package", "dir"])
def test_one_more_file_moves_few_others(by: By) -> None:
    paths = [f"{folder}/{number:04}.py" for folder in "ab" for number in range(0, 2_000, 2)]
    before = {path: one.key for one in shards(alone(paths), by, owner_of=team_of) for path in one.paths}
    moved = []
    for number in range(1, 2_000, 100):
        after = shards(alone([*paths, f"a/{number:04}.py"]), by, owner_of=team_of)
        shard_of = {path: one.key for one in after for path in one.paths}
        moved.append(sum(1 for path in paths if shard_of[path] != before[path]))
    assert sum(moved) / len(moved) < 80, moved
    assert sorted(moved)[len(moved) // 2] <= 40, moved


def test_the_order_of_the_input_does_not_matter() -> None:
    groups = alone([f"{number % 7}/{number}.py" for number in range(500)])
    shuffled = random.Random(1).sample(groups, len(groups))
    assert shards(groups, owner_of=team_of, most=9) == shards(shuffled, owner_of=team_of, most=9)


HOSTILE = [
    "@org/team",
    "a..b",
    ".hidden",
    "-rf",
    "x.lock",
    "x.LOCK",
    "@{-1}",
    "a~1^2:3?4*5[6\\7",
    "한국어/서비스",
    "e\u0301",
    "\udcff\udcfe",
    "\n\r\t\0\x7f",
    "\u202eevil",
    "..",
    "/",
    "x" * 500,
    "한" * 200,
    "a/b.",
    "a//b",
    "HEAD",
]


def test_keys_of_hostile_names_are_refs_and_file_names(tmp_path: Path) -> None:
    made = shards(
        alone([f"{number}.py" for number in range(len(HOSTILE))]), owner_of=lambda path: HOSTILE[int(path[:-3])]
    )
    assert len({one.key.casefold() for one in made}) == len(made)
    for one in made:
        subprocess.run(["git", "check-ref-format", f"refs/heads/asyncfix/{one.key}"], check=True)
        (tmp_path / f"{one.key}.patch").touch()
        assert not one.key.startswith(("-", "."))
        assert "/" not in one.key
    assert len(list(tmp_path.iterdir())) == len(made)


def test_names_that_differ_in_signs_or_case_only_are_numbered() -> None:
    names = {"1.py": "@a/b", "2.py": "@a-b", "3.py": "@A/B", "4.py": "@a-b-2"}
    made = shards(alone(list(names)), owner_of=names.__getitem__)
    assert sorted(one.key for one in made) == ["A-B", "a-b-2", "a-b-3", "a-b-4"]


def test_a_package_is_the_nearest_project_else_the_outermost_row_of_packages(tmp_path: Path) -> None:
    for name in (
        "pyproject.toml",
        "libs/auth/pyproject.toml",
        "libs/auth/src/auth/__init__.py",
        "app/__init__.py",
        "app/users/__init__.py",
        "tools/scripts/gen.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    folder_of = package_of(str(tmp_path))
    assert folder_of("libs/auth/src/auth/deep/x.py") == "libs/auth"
    assert folder_of("libs/auth/tests/test_x.py") == "libs/auth"
    assert folder_of("app/users/models.py") == "app"
    assert folder_of("tools/scripts/gen.py") == "tools"
    assert folder_of("setup.py") == ""
    made = cut(alone(["app/users/models.py", "manage.py"]), by="package", owner_of=lambda _: "", package_of=folder_of)
    assert [one.key for one in made] == ["app", "root"]
