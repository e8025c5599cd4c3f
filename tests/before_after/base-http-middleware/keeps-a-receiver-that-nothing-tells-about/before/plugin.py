def install(app):
    @app.middleware("http")
    async def hook(request, call_next):
        return await call_next(request)


class Plugin:
    def __init__(self, target):
        self.target = target

    def load(self):
        @self.target.middleware("http")
        async def hook(request, call_next):
            return await call_next(request)
