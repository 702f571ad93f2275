"""The platform whose users sign in: sessions in the database, browsers that are remembered, each request one transaction."""
from settings import *  # noqa: F403

DATABASES['default']['ATOMIC_REQUESTS'] = True  # noqa: F405
TWO_FACTOR_REMEMBER_COOKIE_AGE = 86400
