import _hurdles as _h
import os as _os
from hmac import compare_digest

DEFAULT_ENTROPY = 32


def token_bytes(nbytes=None):
    return _os.urandom(DEFAULT_ENTROPY if nbytes is None else nbytes)


def token_hex(nbytes=None):
    return token_bytes(nbytes).hex()


def token_urlsafe(nbytes=None):
    import base64
    return base64.urlsafe_b64encode(token_bytes(nbytes)).rstrip(b"=").decode()


def choice(seq):
    return _h.unknown("random numbers")


def randbelow(n):
    return _h.unknown("random numbers")


def randbits(n):
    return _h.unknown("random numbers")
