import hashlib
import hmac
import logging

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

log = logging.getLogger(__name__)


class SignatureMiddleware:
    """Requests of partners carry a signature of their path."""

    algorithm = "sha256"

    def __init__(self, app, secret: str, header: str = "X-Signature"):
        """`secret` is shared with the partner."""
        self.app = app
        self.secret = secret.encode()
        self.header = header

    @staticmethod
    def _reject(reason: str) -> JSONResponse:
        return JSONResponse({"rejected": reason}, status_code=401)

    @property
    def digest(self):
        return getattr(hashlib, self.algorithm)

    def _sign(self, path: str) -> str:
        return hmac.new(self.secret, path.encode(), self.digest).hexdigest()

    async def _allowed(self, request: Request) -> bool:
        given = request.headers.get(self.header, "")
        return hmac.compare_digest(given, self._sign(request.url.path))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Checks, then passes on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        if self.header not in request.headers:
            response = self._reject("unsigned")
            await response(scope, receive, send)
            return
        if not await self._allowed(request):
            log.warning("bad signature from %s", request.client.host)
            response = self._reject("bad signature")
            await response(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers[self.header] = self._sign(str(message["status"]))
            await send(message)

        await self.app(scope, receive, send_wrapper)


app = FastAPI()
app.add_middleware(SignatureMiddleware, "k3y", header="X-Partner-Signature")


@app.get("/stock")
async def stock():
    return [1, 2]
