import sys as _sys
import _hurdles as _h

CRITICAL, FATAL, ERROR, WARNING, WARN, INFO, DEBUG, NOTSET = 50, 50, 40, 30, 30, 20, 10, 0
BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"
raiseExceptions = True
_names = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}
_levels = {"CRITICAL": 50, "FATAL": 50, "ERROR": 40, "WARNING": 30, "WARN": 30, "INFO": 20, "DEBUG": 10, "NOTSET": 0}


def getLevelName(level):
    if level in _names:
        return _names[level]
    return _levels.get(level, "Level %s" % level)


def addLevelName(level, name):
    _names[level] = name
    _levels[name] = level


def _level(level):
    if isinstance(level, str):
        if level not in _levels:
            raise ValueError("Unknown level: %r" % (level,))  #@ logging/__init__.py:207
        return _levels[level]
    return level


class LogRecord:
    def __init__(self, name, level, message, args, error, module):
        self.name = name
        self.levelno = level
        self.levelname = getLevelName(level)
        self.msg = message
        self.args = args
        self.exc_info = error
        self.module = module
        self.asctime = "TIME"
        self.process = "PID"
        self.threadName = "MainThread"
        self.filename = module + ".py"

    def getMessage(self):
        message = str(self.msg)
        if self.args:
            args = self.args
            if len(args) == 1 and isinstance(args[0], dict) and args[0]:
                args = args[0]
            message = message % args
        return message

    def __getattr__(self, name):
        return _h.unknown("LogRecord." + name)


class Formatter:
    def __init__(self, fmt=None, datefmt=None, style="%", validate=True, defaults=None):
        self._fmt = fmt or "%(message)s"
        self._style = style

    def formatException(self, error):
        text = _h.exception_text(error)
        return text[:-1] if text.endswith("\n") else text

    def format(self, record):
        record.message = record.getMessage()
        fields = _Fields(record)
        if self._style == "{":
            text = self._fmt.format_map(fields)
        elif self._style == "$":
            text = str(_h.unknown("$-style log formats"))
        else:
            text = self._fmt % fields
        if record.exc_info is not None:
            if not text.endswith("\n"):
                text += "\n"
            text += self.formatException(record.exc_info)
        return text


class _Fields:
    def __init__(self, record):
        self._record = record

    def __getitem__(self, name):
        return getattr(self._record, name)

    def keys(self):
        return ["name", "levelno", "levelname", "message", "module", "asctime", "process", "threadName", "filename", "lineno", "funcName", "pathname", "thread", "processName", "msecs", "created", "relativeCreated"]


class Handler:
    level = NOTSET
    formatter = None

    def __init__(self, level=NOTSET):
        self.level = _level(level)
        self.filters = []

    def setLevel(self, level):
        self.level = _level(level)

    def setFormatter(self, formatter):
        self.formatter = formatter

    def addFilter(self, filter):
        self.filters.append(filter)

    def format(self, record):
        return (self.formatter or Formatter()).format(record)

    def handle(self, record):
        self.emit(record)

    def emit(self, record):
        raise NotImplementedError("emit must be implemented by Handler subclasses")

    def flush(self):
        pass

    def close(self):
        pass


class NullHandler(Handler):
    def emit(self, record):
        pass


class StreamHandler(Handler):
    def __init__(self, stream=None):
        Handler.__init__(self)
        self.stream = stream if stream is not None else _sys.stderr

    def emit(self, record):
        self.stream.write(self.format(record) + "\n")
        self.flush()

    def flush(self):
        if self.stream is not None and hasattr(self.stream, "flush"):
            self.stream.flush()


class FileHandler(StreamHandler):
    def __init__(self, filename, mode="a", encoding=None, delay=False, errors=None):
        import os
        self.baseFilename = os.path.abspath(os.fspath(filename))
        Handler.__init__(self)
        self.mode = mode
        if delay:
            self.stream = None
            return
        self.stream = open(self.baseFilename, mode)  #@ logging/__init__.py:1181 logging/__init__.py:1213

    def emit(self, record):
        if self.stream is None:
            self.stream = open(self.baseFilename, self.mode)
        StreamHandler.emit(self, record)


class Filter:
    def __init__(self, name=""):
        self.name = name

    def filter(self, record):
        return True


class Filterer:
    pass


class Logger(Filterer):
    def __init__(self, name, level=NOTSET):
        self.name = name
        self.level = level
        self.parent = None
        self.handlers = []
        self.filters = []
        self.propagate = True
        self.disabled = False

    def setLevel(self, level):
        self.level = _level(level)  #@ logging/__init__.py:1464

    def addHandler(self, handler):
        if handler not in self.handlers:
            self.handlers.append(handler)

    def removeHandler(self, handler):
        if handler in self.handlers:
            self.handlers.remove(handler)

    def addFilter(self, filter):
        self.filters.append(filter)

    def getEffectiveLevel(self):
        logger = self
        while logger is not None:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET

    def isEnabledFor(self, level):
        return not self.disabled and level >= self.getEffectiveLevel() and level > _disabled[0]

    def hasHandlers(self):
        logger = self
        while logger is not None:
            if logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def getChild(self, suffix):
        return getLogger(self.name + "." + suffix if self.name != "root" else suffix)

    def _log_from(self, module, level, message, error):
        if self.isEnabledFor(level):
            self.callHandlers(LogRecord(self.name, level, message, (), error, module))

    def _log(self, level, message, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        if not self.isEnabledFor(level):
            return
        error = None
        if isinstance(exc_info, BaseException):
            error = exc_info
        elif isinstance(exc_info, tuple):
            error = exc_info[1]
        elif exc_info:
            error = _h.handled_exception()
        caller = _h.caller_globals()
        module = (caller.get("__file__") or "<stdin>").rpartition("/")[2].partition(".")[0] if caller else "unknown"
        self.handle(LogRecord(self.name, level, message, args, error, module))

    def handle(self, record):
        self.callHandlers(record)

    def callHandlers(self, record):
        found = False
        logger = self
        while logger is not None:
            for handler in logger.handlers:
                found = True
                if record.levelno >= handler.level:
                    handler.handle(record)
            logger = logger.parent if logger.propagate else None
        if not found and record.levelno >= WARNING:
            _sys.stderr.write(Formatter().format(record) + "\n")

    def debug(self, msg, *args, **kwargs):
        self._log(DEBUG, msg, args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self._log(INFO, msg, args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self._log(WARNING, msg, args, **kwargs)

    warn = warning

    def error(self, msg, *args, **kwargs):
        self._log(ERROR, msg, args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self._log(ERROR, msg, args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        self._log(CRITICAL, msg, args, **kwargs)

    fatal = critical

    def log(self, level, msg, *args, **kwargs):
        self._log(level, msg, args, **kwargs)


class LoggerAdapter:
    def __init__(self, logger, extra=None):
        self.logger = logger

    def __getattr__(self, name):
        return getattr(self.logger, name)


root = Logger("root", WARNING)
_loggers = {}
_disabled = [NOTSET]


def getLogger(name=None):
    if not name or name == "root":
        return root
    if name not in _loggers:
        logger = Logger(name)
        parent, dot, last = name.rpartition(".")
        logger.parent = getLogger(parent) if dot else root
        _loggers[name] = logger
    return _loggers[name]


def getLoggerClass():
    return Logger


def setLoggerClass(kind):
    pass


def disable(level=CRITICAL):
    _disabled[0] = level


def captureWarnings(capture):
    pass


def basicConfig(filename=None, filemode="a", format=None, datefmt=None, style="%", level=None, stream=None, handlers=None, force=False, encoding=None, errors=None):
    if force:
        root.handlers = []
    if root.handlers:
        return
    if handlers is None:
        if filename is not None:
            handlers = [FileHandler(filename, filemode)]  #@ logging/__init__.py:2050
        else:
            handlers = [StreamHandler(stream)]
    formatter = Formatter(format or BASIC_FORMAT, datefmt, style)
    for handler in handlers:
        if handler.formatter is None:
            handler.setFormatter(formatter)
        root.addHandler(handler)
    if level is not None:
        root.setLevel(level)  #@ logging/__init__.py:2069


def _root():
    if not root.handlers:
        basicConfig()
    return root


def debug(msg, *args, **kwargs):
    _root().debug(msg, *args, **kwargs)


def info(msg, *args, **kwargs):
    _root().info(msg, *args, **kwargs)


def warning(msg, *args, **kwargs):
    _root().warning(msg, *args, **kwargs)


warn = warning


def error(msg, *args, **kwargs):
    _root().error(msg, *args, **kwargs)


def exception(msg, *args, exc_info=True, **kwargs):
    _root().error(msg, *args, exc_info=exc_info, **kwargs)


def critical(msg, *args, **kwargs):
    _root().critical(msg, *args, **kwargs)


fatal = critical


def log(level, msg, *args, **kwargs):
    _root().log(level, msg, *args, **kwargs)


def shutdown():
    pass
