def make_logger(name):
    async def log(request, call_next):
        print(name)
        return await call_next(request)

    return log


def never_called(name):
    async def log(request, call_next):
        return await call_next(request)

    return log


class Service:
    async def observe(self, request, call_next):
        return await call_next(request)


class Limiter:
    async def __call__(self, request, call_next):
        return await call_next(request)


class NeverAnObject:
    async def __call__(self, request, call_next):
        return await call_next(request)


service = Service()
limiter = Limiter()


class Pipeline:
    def middleware(self, kind):
        return lambda step: step


class Step:
    async def run(self, request, call_next):
        return await call_next(request)


Pipeline().middleware("http")(Step().run)
