"""
What users do at the platform, through its own views. Each browser keeps its cookies under a name, from one line to the next.
"""
import time
from base64 import b32decode

import judge
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from django_otp import match_token
from django_otp.oath import totp

# What a page was made of is told beside it.
setup_test_environment()

PASSWORD = 'a password of the judge'
browsers = {}
ahead = 0
real_time = time.time
time.time = lambda: real_time() + ahead


def browser(name):
    # Errors are told as what a visitor would get: 500.
    return browsers.setdefault(name, Client(raise_request_exception=False))


def user_of(login):
    return get_user_model().objects.get_by_natural_key(login)


def make_user(login, **fields):
    user = get_user_model().objects.create_user(login, password=PASSWORD, **fields)
    return {'pk': str(user.pk)}


def make_session():
    """Of nobody who is signed in."""
    session = SessionStore()
    session['visited'] = True
    session.save()


def sign_in(login, name='one', token=None, backup=None, remember=False):
    """To where the wizard leads: 'in', or the step that it stays at with what it says there."""
    client = browser(name)
    url = reverse('two_factor:login')
    client.get(url)
    answer = client.post(
        url,
        {'login_view-current_step': 'auth', 'auth-username': login, 'auth-password': PASSWORD},
    )
    if answer.status_code == 200 and backup is not None:
        client.post(url, {'login_view-current_step': 'token', 'wizard_goto_step': 'backup'})
        answer = client.post(url, {'login_view-current_step': 'backup', 'backup-otp_token': backup})
    elif answer.status_code == 200 and token is not None:
        remembered = {'token-remember': 'on'} if remember else {}
        answer = client.post(
            url, {'login_view-current_step': 'token', 'token-otp_token': token, **remembered}
        )
    if answer.status_code == 302:
        return {'at': 'in', 'verified': 'otp_device_id' in client.session}
    if answer.status_code != 200:
        return {'at': 'error', 'status': answer.status_code}
    form = answer.context['form']
    return {'at': answer.context['wizard']['steps'].current, 'says': [str(one) for one in form.non_field_errors()]}


def set_up(login, name='one'):
    """Through the platform's own wizard, as who is signed in with this browser. The key that the page showed, in hexadecimal."""
    sign_in(login, name)
    client = browser(name)
    url = reverse('two_factor:setup')
    client.get(url)
    client.post(url, {'setup_view-current_step': 'welcome'})
    page = client.post(url, {'setup_view-current_step': 'method', 'method-method': 'generator'})
    key = b32decode(page.context['secret_key'])
    answer = client.post(
        url, {'setup_view-current_step': 'generator', 'generator-token': totp(key)}
    )
    return {'status': answer.status_code, 'key': key.hex()}


def pages(name='one'):
    """The pages that a user has of their own second factor. 302: it asks to be signed in, or verified."""
    client = browser(name)
    security = client.get(reverse('two_factor:profile'))
    tokens = client.get(reverse('two_factor:backup_tokens'))
    device = tokens.context['device'] if tokens.status_code == 200 else None
    return {
        'security': security.status_code,
        'left': security.context['backup_tokens'] if security.status_code == 200 else None,
        'tokens': tokens.status_code,
        'shown': [one.token for one in device.token_set.all()] if device else [],
    }


def generate_tokens(name='one'):
    return {'status': browser(name).post(reverse('two_factor:backup_tokens')).status_code}


def disable(login):
    call_command('two_factor_disable', login)


def code(key, digits=6, drift=0):
    return str(totp(bytes.fromhex(key), digits=digits, drift=drift)).zfill(digits)


def set_ahead(seconds):
    global ahead
    ahead = seconds


def make(model, login, **fields):
    """A row of any model of devices, as the platform's code makes it."""
    return {'pk': apps.get_model(model).objects.create(user=user_of(login), **fields).pk}


def match(login, token):
    """Of which class the device is that takes it, by django-otp alone; None: none does."""
    device = match_token(user_of(login), token)
    return device and device.model_label()


judge.serve(
    judge.enrol, judge.standing, make, make_user, make_session, match, sign_in, set_up, pages, generate_tokens, disable, code, set_ahead
)
