"""A proof for each key that has sealed something here."""

from typing import ClassVar

from django.db import models

from common.declarations import NoPersonalData


class KeyProof(models.Model):
    """One known sentence, sealed with one key. Where it does not open, the key is missing or another one."""

    personal_data: ClassVar = NoPersonalData("which keys have sealed something here")

    key_id = models.CharField(max_length=8, unique=True)
    proof = models.BinaryField()
