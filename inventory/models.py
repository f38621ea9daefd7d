"""The ledger in the database: every movement that was carried there, for good."""

import uuid
from typing import Any, NoReturn

from django.db import models

APPEND_ONLY = "The ledger is only added to: what was wrong is put right by another movement."


class Movements(models.QuerySet["StockMovement"]):
    """Nothing in it is changed or removed."""

    def update(self, **values: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)

    def delete(self) -> NoReturn:
        raise TypeError(APPEND_ONLY)


class StockMovement(models.Model):
    """Units went from one place to another. The engine knows no shop: `pool_id` is all of it.

    `ms` and `seq` are the id of the entry in the pool's stream. In one epoch of a pool no two
    movements have the same, so each is here once, whoever carries it, and however often.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pool_id = models.UUIDField()
    epoch = models.PositiveIntegerField()
    ms = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    units = models.PositiveIntegerField()
    source = models.CharField(max_length=10)
    target = models.CharField(max_length=10)
    write_id = models.CharField(max_length=32)
    buyer = models.CharField(max_length=64, blank=True)
    order = models.CharField(max_length=64, blank=True)

    objects = Movements.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pool_id", "epoch", "ms", "seq"], name="movement_once_in_a_ledger"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.units} from {self.source} to {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)
