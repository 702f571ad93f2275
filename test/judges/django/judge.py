"""
The platform's own code, asked by the tests: a line of JSON in is one thing to do, a line out is what came of it. The settings are those
of DJANGO_SETTINGS_MODULE, the database that of JUDGE_DATABASE.
"""
import io
import json
import sys

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils.dateparse import parse_datetime  # noqa: E402


def enrol(people):
    """
    People with fields of the user model, `devices` ({"model": "otp_totp.TOTPDevice", "tokens": [...], ...fields}). Times are ISO
    8601. Answers with their keys, as the sessions have them.
    """
    return [str(enrolled(person).pk) for person in people]


def enrolled(person):
    devices = person.pop('devices', [])
    user = get_user_model().objects.create_user(**times_read(person))
    for device in devices:
        tokens = device.pop('tokens', [])
        fields = times_read(device)
        made = apps.get_model(fields.pop('model')).objects.create(user=user, **fields)
        # What the model fills in by itself at its making.
        type(made).objects.filter(pk=made.pk).update(**fields)
        for token in tokens:
            made.token_set.create(token=token)
    return user


def times_read(fields):
    return {
        name: parse_datetime(value) if name.endswith(('_at', '_timestamp', '_login', '_joined')) and value else value
        for name, value in fields.items()
    }


def standing():
    """Of every user, by key: what `manage.py two_factor_status` prints, the default device, and django-otp's own answer."""
    from django_otp import user_has_device

    return {
        str(user.pk): {
            'login': user.get_username(),
            'status': two_factor_status(user),
            'default': default_device(user),
            'has_device': user_has_device(user),
        }
        for user in get_user_model().objects.all()
    }


def two_factor_status(user):
    if not apps.is_installed('two_factor'):
        return None
    printed = io.StringIO()
    call_command('two_factor_status', user.get_username(), stdout=printed)
    # In the colours of a terminal.
    return 'enabled' if 'enabled' in printed.getvalue() else 'disabled'


def default_device(user):
    if not apps.is_installed('two_factor'):
        return None
    from two_factor.utils import default_device

    device = default_device(user)
    return device and device.persistent_id


def locked_at(now):
    """Of every user, by key: until when each throttled device refuses codes at that time, ISO 8601."""
    from unittest import mock

    from django_otp import devices_for_user

    with mock.patch('django.utils.timezone.now', lambda: parse_datetime(now)):
        return {
            str(user.pk): {
                device.persistent_id: reason['locked_until'].strftime('%Y-%m-%dT%H:%M:%S.000Z')
                for device in devices_for_user(user, confirmed=None)
                for allowed, reason in [device.verify_is_allowed()]
                if not allowed
            }
            for user in get_user_model().objects.all()
        }


def serve(*functions):
    does = {function.__name__: function for function in functions}
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {'done': does[asked['do']](**asked['with'])}
        except Exception as error:
            answer = {'failed': f'{type(error).__name__}: {error}'}
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    serve(enrol, standing, locked_at)
