from framework import CompanyApp, make_app, make_other

first = make_app("first")
second = make_other()
third = CompanyApp(title="third")


@first.middleware("http")
async def one(request, call_next):
    response = await call_next(request)
    response.headers["X-App"] = "one"
    return response


@second.middleware("http")
async def two(request, call_next):
    response = await call_next(request)
    response.headers["X-App"] = "two"
    return response


@third.middleware("http")
async def three(request, call_next):
    response = await call_next(request)
    response.headers["X-App"] = "three"
    return response
