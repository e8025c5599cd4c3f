"""FastAPI mounted beside Django: its request is not Django's."""

from fastapi import APIRouter, Depends, Request
from starlette.authentication import requires

from .models import Note

router = APIRouter()


def limit(request: Request) -> int:
    return 10 if request.user.is_authenticated else 1


@router.get("/notes")
@requires(["authenticated"])
async def notes(request: Request, limit: int = Depends(limit)):
    user = request.user.object
    request.session["seen"] = True
    found = Note.objects.filter(owner=user)[:limit]
    if request.user.is_authenticated and request.user.username:
        return [note.text async for note in found]
    return {"name": request.user.display_name, "seen": request.session.get("seen")}
