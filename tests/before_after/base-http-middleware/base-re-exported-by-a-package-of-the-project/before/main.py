from starlette.applications import Starlette

from server.version import VersionHeader

app = Starlette()
app.add_middleware(VersionHeader)
