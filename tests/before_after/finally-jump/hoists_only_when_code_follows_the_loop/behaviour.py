"""A hit is handed out and computes nothing; a miss goes on behind the loop."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import cached

computed = []


class Cache:
    async def get(self, key):
        if key == "down":
            raise ConnectionError
        return {"zero": 0, "one": 1}.get(key)


async def get_cache():
    yield Cache()


async def compute(key):
    computed.append(key)
    return f"computed {key}"


async def main():
    assert await cached.get_cached(get_cache, "zero", compute) == 0
    assert await cached.get_cached(get_cache, "one", compute) == 1
    assert computed == []
    assert await cached.get_cached(get_cache, "two", compute) == "computed two"
    assert await cached.get_cached(get_cache, "down", compute) == "computed down"
    assert await cached.get_named(get_cache, "one", "default") == 1
    assert await cached.get_named(get_cache, "two", "default") == "default"


asyncio.run(main())
