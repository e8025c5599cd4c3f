from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core import signing
from django.db import close_old_connections, connection, transaction
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from .models import Note


async def safe():
    user = User(username="max")
    user.set_password("pw")
    known = user.check_password("pw"), check_password("x", make_password("y")), user.is_authenticated, user.get_username()
    note = Note(owner=user, text="tea")
    close_old_connections()
    vendor = connection.vendor, connection.alias, transaction.atomic, settings.DEBUG, timezone.now()
    nobody = AnonymousUser()
    return known, note.owner.username, vendor, nobody.is_authenticated, nobody.is_staff, signing.dumps([1]), Group(name="x").name


@sync_to_async
def view(request):
    return JsonResponse({"notes": [note.owner.username for note in Note.objects.all()]})


async def anonymous(request):
    return HttpResponse(reverse("view") if request.session.session_key else request.session.is_empty())
