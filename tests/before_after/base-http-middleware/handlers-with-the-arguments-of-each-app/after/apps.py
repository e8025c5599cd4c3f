from fastapi import FastAPI

from errors import register_exception_handlers

public = FastAPI()
register_exception_handlers(public, service="public")

admin = FastAPI()
register_exception_handlers(admin, service="admin", show=True)


@public.get("/{kind}")
@admin.get("/{kind}")
async def endpoint(kind: str):
    raise {"value": ValueError, "key": KeyError}[kind](kind)
