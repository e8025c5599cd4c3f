class TaskGroup:
    """Runs what it was given when it is left, in turn."""

    def __init__(self) -> None:
        self._waiting = []

    async def __aenter__(self):
        return self

    def create_task(self, awaitable) -> None:
        self._waiting.append(awaitable)

    async def __aexit__(self, *exc_info: object) -> None:
        for awaitable in self._waiting:
            await awaitable
