from typing import Awaitable, Callable


class Bus:
    def __init__(self) -> None:
        self._middlewares: dict[str, list] = {}

    def middleware(self, kind: str) -> Callable:
        def register(function):
            self._middlewares.setdefault(kind, []).append(function)
            return function

        return register

    def add_middleware(self, kind: type, **options: object) -> None:
        self._middlewares.setdefault("class", []).append((kind, options))
