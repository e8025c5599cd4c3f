from fastmcp import FastMCP
from fastmcp.server.middleware import Middleware, MiddlewareContext
from mcp.server.lowlevel import Server


class LoggingMiddleware(Middleware):
    async def on_message(self, context: MiddlewareContext, call_next):
        print("before", context.method)
        result = await call_next(context)
        print("after", context.method)
        return result

    async def dispatch(self, request, call_next):
        return await call_next(request)


mcp = FastMCP("tools")
mcp.add_middleware(LoggingMiddleware())


@mcp.middleware("http")
async def http(request, call_next):
    return await call_next(request)
