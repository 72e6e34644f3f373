"""The entry point of the server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()

# The app is set up now and its models may be imported.
import newsroom.urls  # noqa: E402, F401 - before the fork: loaded once for all, and no slow first request
from articles.text import segmentation  # noqa: E402

segmentation.load()  # the dictionary likewise
gc.freeze()  # what is loaded by now stays: a collection that looks at it in each worker would copy its pages
