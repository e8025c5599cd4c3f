from web.base import ProjectMiddleware


class Quiet(ProjectMiddleware):
    async def before(self, request):
        request.state.quiet = True


class Loud(Quiet):
    async def dispatch(self, request, call_next):
        request.state.loud = True
        return await super().dispatch(request, call_next)
