from fortunes.models import Profile, Star


def get_chart_context(data):
    """The stars of somebody, for the prompt."""
    profile = Profile.objects.get(name=data["name"])
    stars = [star.name for star in Star.objects.filter(month=profile.born.month)]
    return {"profile": profile, "stars": stars}
