"""A kind of device that only this platform knows, as several projects have one for codes of their own."""
from django.db import models
from django_otp.models import Device


class CardDevice(Device):
    serial = models.CharField(max_length=40)
