from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

User = get_user_model()


async def sign_up(name, password):
    if User.objects.filter(username=name).exists():
        return None
    user = User.objects.create_user(name, password=password)
    group, _ = Group.objects.get_or_create(name="members")
    user.groups.add(group)
    return user.groups.count()


async def notes_of(name):
    note_model = apps.get_model("notes", "Note")
    return [note.text for note in note_model.objects.filter(owner__username=name).order_by("pk")]


async def owner(pk):
    note = await apps.get_model("notes.Note").objects.aget(pk=pk)
    return note.owner.username


async def allowed(name, permission):
    user = await get_user_model().objects.aget(username=name)
    return user.has_perm(permission)


async def texts(user: User) -> int:
    return user.notes.filter(pinned=True).count()
