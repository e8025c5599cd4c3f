from django.db import IntegrityError, transaction

from .models import Customer


async def import_all(rows):
    skipped = []
    with transaction.atomic():
        for name, email in rows:
            try:
                with transaction.atomic():
                    Customer.objects.create(name=name, email=email)
            except IntegrityError:
                skipped.append(email)
        if len(skipped) > 1:
            transaction.set_rollback(True)
    return skipped
