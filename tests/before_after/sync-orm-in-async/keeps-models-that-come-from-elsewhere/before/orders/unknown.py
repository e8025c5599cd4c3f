"""Values of which nothing here says what they are."""

from plugins import Account, registry


async def run(obj, items, repository, **context):
    obj.save(update_fields=["x"])
    obj.delete()
    for item in items.all():
        item.owner.save()
    row = repository.get(pk=1)
    if row.exists() or context["qs"].count():
        return row.first(), len(items), [item.name for item in items]
    account = Account.get(id=1)
    return account.user.name, registry.objects.get("x"), context["request"].session.get("y")
