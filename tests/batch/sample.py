"""A run with every status, and texts that mean harm, for the tests of reports."""

from __future__ import annotations

from typing import Any

from asyncfix.batch.summary import FileRow, FileStatus, FindingRow, RunSummary, ShardRow, ShardStatus

BEFORE = b"""\
from app.db import get_async_db


class Sessions:
    async def validate_session(self, session_id: str) -> bool:
        async for db_session in get_async_db():
            try:
                found = await db_session.get(Session, session_id)
                if found is None:
                    return False
                found.seen_at = now()
                await db_session.commit()

                return True

            except Exception as e:
                logger.error(f"validation failed: {e}")
                return False
            finally:
                break  # leave the generator

    async def close(self) -> None:
        await self.pool.close()
        await self.pool.wait_closed()
        self.pool = None
        self.is_open = False
        logger.info("closed")
"""
AFTER = b"""\
from app.db import get_async_db


class Sessions:
    async def validate_session(self, session_id: str) -> bool:
        result_value = False
        async for db_session in get_async_db():
            try:
                found = await db_session.get(Session, session_id)
                if found is None:
                    result_value = False
                else:
                    found.seen_at = now()
                    await db_session.commit()

                    result_value = True

            except Exception as e:
                logger.error(f"validation failed: {e}")
                result_value = False
            break  # leave the generator
        return result_value

    async def close(self) -> None:
        await self.pool.close()
        await self.pool.wait_closed()
        self.pool = None
        self.is_open = False
        logger.info("closed")
"""


def finding(
    rule: str = "finally-jump", line: int = 19, *, fixed: bool = True, why: str | None = None, message: str = ""
) -> FindingRow:
    return FindingRow(
        rule=rule,
        line=line,
        column=13,
        end_line=line + 1,
        end_column=18,
        symbol="Sessions.validate_session",
        message=message or "`break` in `finally` discards returns and exceptions",
        safety="safe" if fixed else None,
        is_fixed=fixed,
        kept_because=why,
        notes=("`return True` (14) was discarded; it is returned now.",) if fixed else (),
    )


def file(path: str, status: FileStatus = "written", *findings: FindingRow, error: str | None = None) -> FileRow:
    before = BEFORE if status not in ("error", "crashed") else None
    return FileRow(path, status, findings or (finding(),), before, AFTER if before else None, error)


def shard(number: int, key: str, owner: str, status: ShardStatus, *files: FileRow, **more: Any) -> ShardRow:
    return ShardRow(number, key, owner, status, files)._replace(seconds=1.5 + number / 2, attempt=1)._replace(**more)


KEPT = finding("shared-session-gather", 42, fixed=False, why="`sem` is held around the call, so the order would change")


def run(*shards: ShardRow, **more: Any) -> RunSummary:
    made = RunSummary(
        3, "/srv/checkouts/monorepo", "1a2b3c4d5e6f7a8b9c0d", "0.1.0", "2026-11-21T18:52:03Z", 50_000, shards
    )
    return made._replace(**more)


def everything() -> RunSummary:
    """Each status once or more."""
    return run(
        shard(
            1, "org-payments", "@org/payments", "verified",
            file("services/payments/sessions.py"),
            file("services/payments/ledger/postings.py", "written", finding(line=3), KEPT),
            file("services/payments/unchanged.py", "unchanged", KEPT),
            verify_exit=0,
        ),
        shard(
            2, "org-identity", "@org/identity", "reverted",
            file("services/identity/tokens.py", "reverted"),
            verify_exit=1,
            verify_output="tests/test_tokens.py F\n\nE   assert 403 == 200\n1 failed, 41 passed in 3.21s\n",
            error="the verification failed; the shard was put back",
        ),
        shard(
            3, "org-web-org-identity", "@org/web @org/identity", "conflict",
            file("web/auth.py", "conflict"),
            file("web/crash.py", "crashed", error="ended the process twice"),
            file("web/odd.py", "error", error="cannot be parsed (line 3): '(' was never closed"),
        ),
        shard(4, "unowned", "", "pending", file("scripts/nightly.py", "pending", finding(fixed=True)), seconds=None),
        shard(5, "org-data", "@org/data", "written", file("data/etl.py"), was_failing=True, verify_exit=2,
              verify_output="ImportError: no module named numpy"),
        unread={"legacy/py2.py": "cannot be parsed (line 1): Missing parentheses in call to 'print'"},
        left={
            "@org/web": (FileRow("web/gather.py", "unchanged", (KEPT,)),),
            "": (FileRow("tools/x.py", "pending", (KEPT,)),),
        },
    )  # fmt: skip


HOSTILE = (
    "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'`&amp;"
    "{{ 7*7 }}{% raw %}\x00\x1b[31m\u202eevil\u2066\u200f\udcff\ud800 <!-- ]]> javascript:alert(1)\r\n=cmd|'/c calc'!A1"
)
HOSTILE_PATH = HOSTILE.replace("\ud800", "")  # No path can hold that.


def hostile() -> RunSummary:
    """Text that means harm in every place that takes text."""
    code = HOSTILE.encode(errors="surrogatepass") + b"\n\xff\xfe</pre></table></details>\nend\n"
    row = FileRow(
        HOSTILE_PATH,
        "written",
        (FindingRow(HOSTILE, 1, 1, 1, 1, HOSTILE, HOSTILE, None, False, HOSTILE, (HOSTILE,)), finding()),
        code,
        code.replace(b"end", b"\xe9nd") + b"</td>",
        HOSTILE,
    )
    held = ShardRow(1, HOSTILE, HOSTILE, "failed", (row,), 2, 1.0, 1, HOSTILE, True, HOSTILE, HOSTILE)
    return run(
        held, root=f"/{HOSTILE_PATH}", base_commit=HOSTILE, unread={HOSTILE_PATH: HOSTILE}, left={HOSTILE: (row,)}
    )
