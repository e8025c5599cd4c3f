log = []


async def get_cached(get_cache, key, compute):
    async for cache in get_cache():
        try:
            hit = await cache.get(key)
            if hit is not None:
                return hit
        except ConnectionError:
            log.append("cache is down")
        break
    value = await compute(key)
    return value


async def get_named(get_cache, key, default):
    async for cache in get_cache():
        try:
            hit = await cache.get(key)
            if hit is not None:
                return hit
        except ConnectionError:
            log.append("cache is down")
        break
    return default
