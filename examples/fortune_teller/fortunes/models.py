from django.db import models


class Profile(models.Model):
    name = models.CharField(max_length=80)
    born = models.DateField()


class Star(models.Model):
    name = models.CharField(max_length=80)
    month = models.PositiveSmallIntegerField()


class FortuneResult(models.Model):
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="fortunes")
    text = models.CharField(max_length=200)


class Message(models.Model):
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="messages")
    text = models.CharField(max_length=200)
