"""How many errors proofreading counts in what was published. Written by ``articles.scoring`` only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from articles.models.publication import Publication


class ProofScore(models.Model):
    """The errors of one released version, weighed as 差错率 weighs them, over the characters that were read."""

    publication = models.OneToOneField(
        Publication, models.CASCADE, primary_key=True, related_name="proof_score", verbose_name="已发布"
    )
    version = models.PositiveIntegerField()
    errors = models.FloatField("差错")
    characters = models.PositiveIntegerField("字数")

    class Meta:
        verbose_name = verbose_name_plural = "差错计数"
        constraints = [models.CheckConstraint(condition=Q(errors__gte=0), name="proof_score_not_negative")]

    def __str__(self) -> str:
        return f"{self.errors:g} / {self.characters}"
