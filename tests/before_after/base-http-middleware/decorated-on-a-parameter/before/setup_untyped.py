def add_untyped(app):
    @app.middleware("http")
    async def untyped(request, call_next):
        response = await call_next(request)
        response.headers["X-Untyped"] = "yes"
        return response

    return app
