from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send


class Language:
	"""Says which language an answer is in."""

	def __init__(self, app, *, languages=("en", "de")):
		self.app = app
		self.languages = languages

	async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
		if scope["type"] != "http":
			await self.app(scope, receive, send)
			return

		request = Request(scope, receive)

		wanted = request.headers.get("accept-language", "en")[:2]
		if wanted not in self.languages:
			# RFC 9110, 15.5.7
			response = PlainTextResponse("not acceptable", status_code=406)
			await response(scope, receive, send)
			return
		request.state.language = wanted

		async def send_wrapper(message: Message) -> None:
			if message["type"] == "http.response.start":
				message.setdefault("headers", [])
				headers = MutableHeaders(scope=message)
				headers["Content-Language"] = wanted
			await send(message)

		await self.app(scope, receive, send_wrapper)


async def greet(request):
	return PlainTextResponse({"en": "hello", "de": "hallo"}[request.state.language])


app = Starlette()
app.add_middleware(Language)
app.add_route("/", greet)
