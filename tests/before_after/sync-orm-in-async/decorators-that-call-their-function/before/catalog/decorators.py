import functools
import time


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.monotonic()
        result = function(*args, **kwargs)
        wrapper.seconds = time.monotonic() - start
        return result

    return wrapper


def retrying(times=2):
    def decorate(function):
        def wrapper(*args, **kwargs):
            for _ in range(times):
                try:
                    return function(*args, **kwargs)
                except LookupError:
                    continue

        return wrapper

    return decorate


def registered(function):
    registered.names.append(function.__name__)
    return function


registered.names = []


def threaded(function):
    from asgiref.sync import sync_to_async

    def wrapper(*args):
        return sync_to_async(function)(*args)

    return wrapper
