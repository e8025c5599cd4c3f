from shop.memory import Model, User


def get_object_or_404(model, **wanted):
    return model.objects.filter(**wanted).first()


async def run(request):
    row = Model.objects.create(name="x")
    row.save(update_fields=["name"])
    row.refresh_from_db()
    found = get_object_or_404(User, name="x")
    names = [row.name for row in Model.objects.filter(name="x")]
    if Model.objects.exists() and request.user.is_authenticated:
        request.session["n"] = User.objects.count()
    User.objects.get(name="x").delete()
    return found, names, request.user.profile.name
