from django.db import models


class Chart(models.Model):
    birth_year = models.IntegerField(unique=True)
    element = models.CharField(max_length=20)


class FortuneResult(models.Model):
    chart = models.ForeignKey(Chart, on_delete=models.CASCADE)
    topic = models.CharField(max_length=40)
    text = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
