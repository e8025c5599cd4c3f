import functools


def run(call, hooks):
    try:
        return call()
    finally:

        @functools.wraps(call)
        def later(*arguments):
            for argument in arguments:
                if argument:
                    break
                continue
            return arguments

        async def much_later():
            return await call()

        class Hook:
            for hook in hooks:
                if hook:
                    break

            def value(self):
                return self.hook

        hooks.append(lambda: later(Hook().value()) or much_later)
