class TooMany(Exception):
    """Raised before any route is looked for."""


class Limit:
    def __init__(self, app, most: int) -> None:
        self.app = app
        self.left = most

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            if self.left == 0:
                raise TooMany(scope["path"])
            self.left -= 1
        await self.app(scope, receive, send)
