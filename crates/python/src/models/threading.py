import _hurdles as _h


class _Lock:
    def acquire(self, blocking=True, timeout=-1):
        return True

    def release(self):
        pass

    def locked(self):
        return False

    def __enter__(self):
        return True

    def __exit__(self, *error):
        pass


def Lock():
    return _Lock()


RLock = Semaphore = BoundedSemaphore = Condition = Lock


class local:
    pass


class Thread:
    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        self.name = name or "Thread-1"
        self.daemon = daemon

    def start(self):
        _h.unknown("what threads of the app do")

    def join(self, timeout=None):
        pass

    def is_alive(self):
        return False


class Event:
    def __init__(self):
        self._set = False

    def set(self):
        self._set = True

    def is_set(self):
        return self._set

    def wait(self, timeout=None):
        return self._set


def current_thread():
    return _h.unknown("threads")
