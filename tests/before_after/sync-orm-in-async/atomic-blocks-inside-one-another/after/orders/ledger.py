from asgiref.sync import sync_to_async
from django.db import IntegrityError, transaction

from .models import Customer


async def import_all(rows):
    skipped = []

    def in_transaction():
        with transaction.atomic():
            for name, email in rows:
                try:
                    with transaction.atomic():
                        Customer.objects.create(name=name, email=email)
                except IntegrityError:
                    skipped.append(email)
            if len(skipped) > 1:
                transaction.set_rollback(True)

    await sync_to_async(in_transaction)()
    return skipped
