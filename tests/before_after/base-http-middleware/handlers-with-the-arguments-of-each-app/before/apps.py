from fastapi import FastAPI

from errors import ErrorMiddleware

public = FastAPI()
public.add_middleware(ErrorMiddleware, service="public")

admin = FastAPI()
admin.add_middleware(ErrorMiddleware, service="admin", show=True)


@public.get("/{kind}")
@admin.get("/{kind}")
async def endpoint(kind: str):
    raise {"value": ValueError, "key": KeyError}[kind](kind)
