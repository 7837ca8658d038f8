"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from common import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
keys.prove_or_exit()
application = get_wsgi_application()
