import asyncio


async def close(handles, out):
    for handle in handles:
        try:
            return handle.read()
        except ValueError:
            continue
        finally:
            out.extend(part for part in handle.parts if part)
            out[:] = [part.close() for part in out]
            await asyncio.gather(*(part.wait() for part in out), return_exceptions=True)
            out.append({part: (lambda: part)() async for part in handle})
