class FastAPI:
    """A stand-in with the same name, made by this project."""

    def __init__(self):
        self.hooks = []

    def middleware(self, kind):
        return self.hooks.append

    def add_middleware(self, cls, dispatch=None):
        self.hooks.append(dispatch or cls)
