from tagging import ByObject


def test_is_there():
    middleware = ByObject(app=None)
    handle = middleware.dispatch
    assert handle
