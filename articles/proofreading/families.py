"""The families of checks, in the order in which their findings on the same words take precedence."""

from importlib import import_module

FAMILIES = (
    "slips",
    "doubling",
    "phrases",
    "dashes",
    "marks",
    "placement",
    "pairs",
    "numerals",
    "spacing",
    "days",
    "quantities",
    "pull_quotes",
    "bylines",
)

for _name in FAMILIES:
    import_module(f"articles.proofreading.{_name}")
