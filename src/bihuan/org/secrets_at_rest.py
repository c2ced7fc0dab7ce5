"""The secrets of the second step as they lie in the database: encrypted under the installation's key.

Who holds a copy of the database alone cannot make codes. After SECRET_KEY is changed, what lies under a former key
(BIHUAN_SECRET_KEY_FALLBACKS) still opens, and a sweep puts it under the present one; then the former may go.
"""

import logging
from base64 import urlsafe_b64encode
from functools import lru_cache

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _

logger = logging.getLogger(__name__)

ENCRYPTED = ("secret", "seed")
"""Settings of an authenticator that are secrets: of the app that makes codes, and of the recovery codes."""


UNREADABLE = _(
    "两步验证的密文打不开：服务器的密钥换过，旧密钥没有保留。请系统管理员把旧密钥写进 BIHUAN_SECRET_KEY_FALLBACKS，"
    "或者请安全管理员解除这个账号的两步验证，登录后重新启用。"
)


@lru_cache(maxsize=8)
def _cipher(key: str) -> Fernet:
    """A cipher of its own from the installation's key, which also signs sessions and must not serve two ends."""
    derived = HKDF(SHA256(), length=32, salt=None, info=b"bihuan second step").derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))


def _ciphers() -> MultiFernet:
    return MultiFernet([_cipher(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    def encrypt(self, text: str) -> str:
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Refused, and told in the program's log, when no key opens it: the code cannot be checked, so nobody gets in."""
        try:
            return _ciphers().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("A second step was made under a key that is gone: restore it in BIHUAN_SECRET_KEY_FALLBACKS.")
            raise Refused([Reason("second_step_unreadable", UNREADABLE)]) from None


def unreadable() -> int:
    """How many accounts have a second step that no key opens any more."""
    ciphers = _ciphers()
    return len(
        {
            row.user_id
            for row in Authenticator.objects.all()
            for text in _secrets(row).values()
            if not _opens(ciphers, text)
        }
    )


@transaction.atomic
def renew() -> int:
    """Put what lies under a former key under the present one; how many rows. What no key opens stays as it is."""
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    present, ciphers, renewed = _cipher(settings.SECRET_KEY), _ciphers(), 0
    for row in Authenticator.objects.select_for_update():
        old = {k: t for k, t in _secrets(row).items() if not _opens(present, t) and _opens(ciphers, t)}
        if old:
            row.data |= {name: ciphers.rotate(text).decode() for name, text in old.items()}
            row.save(update_fields=["data"])
            renewed += 1
    return renewed


def _secrets(row: Authenticator) -> dict[str, str]:
    return {name: row.data[name] for name in ENCRYPTED if name in row.data}


def _opens(cipher: Fernet | MultiFernet, text: str) -> bool:
    try:
        cipher.decrypt(text)
    except InvalidToken:
        return False
    return True
