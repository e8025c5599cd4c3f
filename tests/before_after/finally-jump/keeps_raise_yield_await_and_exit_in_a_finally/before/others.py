import asyncio
import os
import sys


async def stream(rows):
    for row in rows:
        try:
            yield row
        finally:
            await asyncio.shield(row.close())
            yield "closed"


def strict(rows):
    for row in rows:
        try:
            return row()
        finally:
            if row.open:
                raise RuntimeError("still open")
            assert row.closed
            row = None
            del rows


def leave(call):
    try:
        return call()
    finally:
        sys.stdout.flush()
        os._exit(1) if call.fatal else sys.exit(0)
