"""The same platform with users of its own: keys are UUIDs, the login is the e-mail address, the name is one column."""
from settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, 'accounts']  # noqa: F405
AUTH_USER_MODEL = 'accounts.Account'
