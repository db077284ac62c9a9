from _hurdles_io import BytesIO, StringIO, open


class UnsupportedOperation(OSError, ValueError):
    pass
