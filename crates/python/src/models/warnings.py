def warn(message, category=None, stacklevel=1, source=None):
    pass


def filterwarnings(*args, **kwargs):
    pass


simplefilter = resetwarnings = filterwarnings


class catch_warnings:
    def __init__(self, **options):
        pass

    def __enter__(self):
        return []

    def __exit__(self, *error):
        pass
