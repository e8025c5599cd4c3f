"""Errors are handled as before; interrupts and cancellation get out."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import notes


def fail():
    raise ValueError


def interrupt():
    raise KeyboardInterrupt


for note in [notes.note, notes.note_first]:
    notes.log.clear()
    note(fail)
    assert notes.log == ["not written"], notes.log
    try:
        note(interrupt)
    except KeyboardInterrupt:
        continue
    raise AssertionError(f"{note.__name__} swallowed the KeyboardInterrupt")


async def main():
    notes.log.clear()
    try:
        await asyncio.wait_for(notes.note_later(asyncio.Event().wait), 0.01)
    except TimeoutError:
        assert notes.log == ["done"]
        return
    raise AssertionError("the time limit was swallowed")


asyncio.run(main())
