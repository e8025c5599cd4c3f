import hashlib
import hmac
import logging

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

log = logging.getLogger(__name__)


class SignatureMiddleware(BaseHTTPMiddleware):
    """Requests of partners carry a signature of their path."""

    algorithm = "sha256"

    def __init__(self, app, secret: str, header: str = "X-Signature"):
        """`secret` is shared with the partner."""
        BaseHTTPMiddleware.__init__(self, app)
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

    async def dispatch(self, request: Request, call_next):
        """Checks, then passes on."""
        if self.header not in request.headers:
            return self._reject("unsigned")
        if not await self._allowed(request):
            log.warning("bad signature from %s", request.client.host)
            return self._reject("bad signature")
        response = await call_next(request)
        response.headers[self.header] = self._sign(str(response.status_code))
        return response


app = FastAPI()
app.add_middleware(SignatureMiddleware, "k3y", header="X-Partner-Signature")


@app.get("/stock")
async def stock():
    return [1, 2]
