class Connection:
    def __init__(self):
        self.steps = []

    def close(self):
        self.steps.append("close")
        return "closed"

    def flush(self, write):
        try:
            if write():
                return "written"
        except Exception:
            self.steps.append("not written")
        finally:
            self.steps.append("flushed")
            return self.close()


async def shut_down(connection, stop, result_value=None):
    try:
        await stop(result_value)
    except Exception:
        connection.steps.append("not stopped")
    finally:
        return [await stop("again"), connection.close()]
