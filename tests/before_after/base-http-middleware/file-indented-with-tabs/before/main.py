from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse


class Language(BaseHTTPMiddleware):
	"""Says which language an answer is in."""

	def __init__(self, app, *, languages=("en", "de")):
		super().__init__(app)
		self.languages = languages

	async def dispatch(self, request, call_next):
		wanted = request.headers.get("accept-language", "en")[:2]
		if wanted not in self.languages:
			# RFC 9110, 15.5.7
			return PlainTextResponse("not acceptable", status_code=406)
		request.state.language = wanted
		response = await call_next(request)
		response.headers["Content-Language"] = wanted
		return response


async def greet(request):
	return PlainTextResponse({"en": "hello", "de": "hallo"}[request.state.language])


app = Starlette()
app.add_middleware(Language)
app.add_route("/", greet)
