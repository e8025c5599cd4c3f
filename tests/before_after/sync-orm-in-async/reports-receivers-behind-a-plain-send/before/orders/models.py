from django.db import models
from django.db.models import F, Sum


class Customer(models.Model):
    name = models.CharField(max_length=80)
    email = models.EmailField(unique=True)
    credit = models.IntegerField(default=0)


class Product(models.Model):
    name = models.CharField(max_length=80)
    price = models.IntegerField()
    stock = models.IntegerField(default=0)


class OrderQuerySet(models.QuerySet):
    def paid(self):
        return self.filter(status="paid")

    def of(self, customer):
        return self.filter(customer=customer)

    def turnover(self):
        return self.aggregate(n=Sum("total"))["n"] or 0


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    status = models.CharField(max_length=20, default="open")
    total = models.IntegerField(default=0)

    objects = OrderQuerySet.as_manager()

    def is_large(self):
        return self.total > 100

    def add_up(self):
        self.total = self.lines.aggregate(n=Sum(F("quantity") * F("product__price")))["n"] or 0
        self.save(update_fields=["total"])


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    quantity = models.IntegerField(default=1)
