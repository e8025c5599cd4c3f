"""One at a time: whoever writes into a checkout and verifies it holds its lock."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from asyncfix.batch.checkout import LEDGER_FOLDER
from asyncfix.errors import LedgerError
from asyncfix.ledger.opening import make_folder


@contextlib.contextmanager
def locked(root: str) -> Iterator[None]:
    """Wait until no other process of this machine writes into the checkout, and keep others out.

    The lock goes with the process that holds it, however that ends. Raises `LedgerError` if there can be none.
    """
    folder = os.path.join(root, LEDGER_FOLDER)
    try:
        make_folder(folder)
        descriptor = os.open(os.path.join(folder, "writing.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise LedgerError(f"{folder}: the lock for writing cannot be made there: {said}") from None
    try:
        _wait(descriptor)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt
        import time

        while True:
            with contextlib.suppress(OSError):
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
                return
            time.sleep(0.1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
