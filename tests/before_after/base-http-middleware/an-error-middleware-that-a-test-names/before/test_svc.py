from svc import ErrorMiddleware, app


def test_the_error_middleware_is_installed():
    assert any(entry.cls is ErrorMiddleware for entry in app.user_middleware)
