from django.db.models.signals import post_save
from django.dispatch import receiver

from .models import Book

SEEN = []


@receiver(post_save, sender=Book)
async def remember(sender, instance, created, **kwargs):
    SEEN.append((instance.author.name, created))
