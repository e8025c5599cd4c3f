from django.db import models


class Stamped(models.Model):
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Named(Stamped):
    name = models.CharField(max_length=80)

    class Meta(Stamped.Meta):
        abstract = True

    def __str__(self):
        return self.name

    def rename(self, name):
        self.name = name
        self.save()
