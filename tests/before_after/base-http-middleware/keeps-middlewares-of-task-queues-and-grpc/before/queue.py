import dramatiq
from taskiq import TaskiqMiddleware
from temporalio.worker import Interceptor


class Retries(TaskiqMiddleware):
    async def dispatch(self, request, call_next):
        return await call_next(request)


class Tracing(dramatiq.Middleware):
    def before_process_message(self, broker, message):
        message.options["trace"] = True


class Calls(Interceptor):
    async def intercept(self, request, call_next):
        try:
            return await call_next(request)
        except Exception:
            return None
