import _hurdles as _h


class _Stream:
    def __init__(self, number, name):
        self._number = number
        self.name = name
        self.encoding = "utf-8"
        self.errors = "strict"

    def write(self, text):
        _h.write(self._number, text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        _h.flush()

    def isatty(self):
        return False

    def fileno(self):
        return 2

    def reconfigure(self, **options):
        pass


stdout = _Stream(0, "<stdout>")
stderr = _Stream(1, "<stderr>")
class _Errors(_Stream):
    # The server opens it with a buffer of its own, which only flush() empties.
    _buffer = ""

    def write(self, text):
        self._buffer += text
        return len(text)

    def flush(self):
        _h.write(1, self._buffer)
        self._buffer = ""


errors = _Errors(1, "<stderr>")


class _Base:
    closed = False

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.close()

    def __iter__(self):
        return iter(self.readlines())

    def close(self):
        self.closed = True

    def flush(self):
        pass

    def tell(self):
        return self._at

    def seek(self, at, whence=0):
        self._at = at if whence == 0 else len(self._data)
        return self._at

    def read(self, size=-1):
        data = self._data
        if _h.is_unknown(data):
            return data
        end = len(data) if size is None or size < 0 else self._at + size
        part = data[self._at:end]
        self._at += len(part)
        return part

    def readline(self, size=-1):
        rest = self._data[self._at:]
        at = rest.find(self._newline)
        line = rest if at < 0 else rest[:at + 1]
        self._at += len(line)
        return line

    def readlines(self):
        if _h.is_unknown(self._data):
            return self._data
        lines = []
        while True:
            line = self.readline()
            if not line:
                return lines
            lines.append(line)

    def getvalue(self):
        return self._data

    def write(self, data):
        self._data = self._data[:self._at] + data + self._data[self._at + len(data):]
        self._at += len(data)
        return len(data)

    def writelines(self, lines):
        for line in lines:
            self.write(line)


class StringIO(_Base):
    _newline = "\n"

    def __init__(self, text=""):
        self._data = text
        self._at = 0


class BytesIO(_Base):
    _newline = b"\n"

    def __init__(self, data=b""):
        self._data = data
        self._at = 0


class _File(_Base):
    _plain = False

    def __init__(self, path, mode):
        self.name = path
        self.mode = mode
        self._binary = "b" in mode
        self._newline = b"\n" if self._binary else "\n"
        self._at = 0
        self._writes = "r" not in mode or "+" in mode
        if "x" in mode and _h.stat(path) is not None:
            raise FileExistsError(17, "File exists", path)
        if "w" in mode or "x" in mode:
            _h.write_file(path, "", False)
            self._data = b"" if self._binary else ""
        elif "a" in mode:
            _h.write_file(path, "", True)
            self._data = b"" if self._binary else ""
        else:
            text = _h.read_file(path)
            self._data = text.encode() if self._binary else text

    def write(self, data):
        if "r" in self.mode and "+" not in self.mode:
            import io
            raise io.UnsupportedOperation("not writable")
        self._at += len(data)
        text = data.decode("latin-1") if self._binary else data
        if self._plain and not self._binary:
            _h.locale_bytes(text)
        _h.write_file(self.name, text, True)
        return len(data)

    def _decode(self):
        if self._plain and not self._binary:
            self._data = _h.locale_text(self._data)  #@ encodings/ascii.py:26

    def read(self, size=-1):
        self._decode()
        return _Base.read(self, size)

    def readline(self, size=-1):
        self._decode()
        return _Base.readline(self, size)

    def readlines(self):
        self._decode()
        return _Base.readlines(self)

    def fileno(self):
        return 3


def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    opened = _File(file, mode)
    opened._plain = encoding is None and errors is None
    return opened
