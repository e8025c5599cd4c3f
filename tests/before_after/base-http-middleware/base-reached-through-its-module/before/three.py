import starlette.middleware.base as smb


class Three(smb.BaseHTTPMiddleware):
    async def dispatch(
        self,
        request: "smb.Request",
        call_next: smb.RequestResponseEndpoint,
    ) -> "smb.Response":
        response: "smb.Response" = await call_next(request)
        response.headers["X-Three"] = "3"
        return response
