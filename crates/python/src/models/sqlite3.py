import _hurdles as _h
import os as _os

sqlite_version = "3.40.1"
version = "2.6.0"
paramstyle = "qmark"
PARSE_DECLTYPES, PARSE_COLNAMES = 1, 2


class Warning(Exception):
    pass


class Error(Exception):
    pass


class InterfaceError(Error):
    pass


class DatabaseError(Error):
    pass


class OperationalError(DatabaseError):
    pass


class IntegrityError(DatabaseError):
    pass


class ProgrammingError(DatabaseError):
    pass


def connect(database, timeout=5.0, detect_types=0, isolation_level="", check_same_thread=True, **options):
    path = _os.fspath(database)
    if path != ":memory:" and not path.startswith("file:") and path:
        try:
            if _h.stat(path) is None:
                _h.write_file(path, "", False)
            else:
                _h.read_file(path)
        except OSError:
            # The system's refusal stays behind it as its context.
            raise OperationalError("unable to open database file") from None
    return _h.unknown("what is in a database")


Row = _h.unknown("sqlite3.Row")
Connection = _h.unknown("sqlite3.Connection")
Cursor = _h.unknown("sqlite3.Cursor")
