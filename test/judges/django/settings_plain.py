"""django-otp without django-two-factor-auth: any confirmed device is asked for, whatever it is called."""
from settings import *  # noqa: F403

INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith('two_factor')]  # noqa: F405
ROOT_URLCONF = 'urls_plain'
LOGIN_URL = '/admin/login/'
LOGIN_REDIRECT_URL = '/admin/'
