"""
A platform as people build it: Django's own users, django-two-factor-auth with its phone, e-mail and security key plugins.
Where the database is comes from the environment: JUDGE_DATABASE, in JSON, as DATABASES['default'] has it.
"""
import json
import os
from pathlib import Path

import pymysql

pymysql.install_as_MySQLdb()

SECRET_KEY = 'judge'
DEBUG = False
ALLOWED_HOSTS = ['*']
USE_TZ = True
TIME_ZONE = 'UTC'
ROOT_URLCONF = 'urls'
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'
DATABASES = {'default': json.loads(os.environ['JUDGE_DATABASE'])}
# What is tested is the second factor, not how slow a password is.
PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']

INSTALLED_APPS = [
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
    'django.contrib.messages',
    'django.contrib.admin',
    'django_otp',
    'django_otp.plugins.otp_static',
    'django_otp.plugins.otp_totp',
    'django_otp.plugins.otp_email',
    'two_factor',
    'two_factor.plugins.phonenumber',
    'two_factor.plugins.email',
    'two_factor.plugins.webauthn',
    'user_sessions',
    'devices',
]

MIDDLEWARE = [
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    'django_otp.middleware.OTPMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
]

TEMPLATES = [
    {
        'BACKEND': 'django.template.backends.django.DjangoTemplates',
        'DIRS': [Path(__file__).parent / 'templates'],
        'APP_DIRS': True,
        'OPTIONS': {
            'context_processors': [
                'django.template.context_processors.request',
                'django.contrib.auth.context_processors.auth',
                'django.contrib.messages.context_processors.messages',
            ]
        },
    }
]

LOGIN_URL = 'two_factor:login'
LOGIN_REDIRECT_URL = 'two_factor:profile'
STATIC_URL = '/static/'
EMAIL_BACKEND = 'django.core.mail.backends.locmem.EmailBackend'
TWO_FACTOR_SMS_GATEWAY = 'two_factor.gateways.fake.Fake'
TWO_FACTOR_WEBAUTHN_RP_NAME = 'Judge'
PHONENUMBER_DEFAULT_REGION = 'DE'
