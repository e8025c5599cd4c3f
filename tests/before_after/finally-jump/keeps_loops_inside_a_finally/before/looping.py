async def close(handles, queue, out):
    for handle in handles:
        try:
            out.append(handle.read())
        finally:
            for part in handle.parts:
                if part is None:
                    continue
                if part == "end":
                    break
                while part.waiting:
                    with part:
                        break
                else:
                    continue
            else:
                out.append("all parts")
            async for message in queue:
                try:
                    message.close()
                    break
                except ValueError:
                    continue
                finally:
                    out.append("closed")
            while True:
                match out:
                    case []:
                        break
                    case _:
                        out.pop()
