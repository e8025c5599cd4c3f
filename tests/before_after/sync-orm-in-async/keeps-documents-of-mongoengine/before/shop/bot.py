from .documents import Author, Page


async def on_message(message):
    page = Page.objects.get(title=message.content)
    page.title = page.title.strip()
    page.save()
    for other in Page.objects.filter(author=page.author).order_by("title"):
        await message.reply(other.title)
    if Page.objects(title="x").count() and Author.objects.first():
        page.delete()
    return f"{Page.objects.count()} {page.author.name}"
