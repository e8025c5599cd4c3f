from shop.models import Person, Pet, db


async def start(update, context):
    person, created = Person.get_or_create(name=update.name)
    with db.atomic():
        Pet.create(owner=person)
        person.save()
    for pet in person.pets:
        await update.reply(pet.owner.name)
    return Person.select().count(), Pet.select().exists()
