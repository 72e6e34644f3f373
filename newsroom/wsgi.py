"""The entry point of the server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()

# The app is set up now and its models may be imported.
from articles.text.segmentation import tokenizer  # noqa: E402

tokenizer()  # before the fork: one dictionary in memory for all, and no slow first request
