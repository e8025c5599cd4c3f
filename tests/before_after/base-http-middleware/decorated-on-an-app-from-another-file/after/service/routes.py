from . import application, hooks  # noqa: F401


@application.application.get("/bill")
async def bill():
    return 100
