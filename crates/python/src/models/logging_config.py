import _hurdles as _h
import importlib as _importlib
import logging as _logging


def fileConfig(fname, defaults=None, disable_existing_loggers=True, encoding=None):
    _h.beyond("logging.config.fileConfig()")


def listen(port=9030, verify=None):
    return _h.unknown("a server of logging configurations")


def dictConfig(config):
    _configure(config)  #@ logging/config.py:812


def _configure(config):
    if config.get("version") != 1:
        _h.beyond("a logging configuration of another version")
    if config.get("incremental"):
        _h.beyond("an incremental logging configuration")
    for logger in list(_logging._loggers.values()):
        known = [name for name in config.get("loggers", {}) if logger.name == name or logger.name.startswith(name + ".")]
        if config.get("disable_existing_loggers", True) and not known:
            logger.disabled = True
    formatters = {}
    for name, entry in config.get("formatters", {}).items():
        if "()" in entry or "class" in entry:
            formatters[name] = _h.beyond("a log formatter of the app's own")
        else:
            formatters[name] = _logging.Formatter(entry.get("format"), entry.get("datefmt"), entry.get("style", "%"))
    handlers = {}
    entries = config.get("handlers", {})
    for name in sorted(entries):
        try:
            handlers[name] = _handler(entries[name], formatters)  #@ logging/config.py:562
        except Exception as e:
            raise ValueError("Unable to configure handler %r" % name) from e  #@ logging/config.py:569
    for name, entry in config.get("loggers", {}).items():
        logger = _logging.getLogger(name)
        logger.disabled = False
        _logger(logger, entry, handlers)
        if entry.get("propagate") is not None:
            logger.propagate = entry["propagate"]
    if config.get("root"):
        _logger(_logging.getLogger(), config["root"], handlers)


def _resolve(text):
    module, dot, name = text.rpartition(".")
    return getattr(_importlib.import_module(module), name)


def _value(value):
    if isinstance(value, str) and value.startswith("ext://"):
        return _resolve(value[6:])
    return value


def _handler(entry, formatters):
    kept = ("class", "()", "formatter", "level", "filters")
    kwargs = {name: _value(value) for name, value in entry.items() if name not in kept}
    if "()" in entry:
        factory = entry["()"] if callable(entry["()"]) else _resolve(entry["()"])
    else:
        factory = entry["class"] if callable(entry["class"]) else _resolve(entry["class"])
    result = factory(**kwargs)  #@ logging/config.py:747
    if entry.get("formatter"):
        result.setFormatter(formatters[entry["formatter"]])
    if entry.get("level") is not None:
        result.setLevel(entry["level"])
    if entry.get("filters"):
        _h.beyond("filters of log handlers")
    return result


def _logger(logger, entry, handlers):
    if entry.get("level") is not None:
        logger.setLevel(entry["level"])
    logger.handlers = []
    for name in entry.get("handlers") or []:
        logger.addHandler(handlers[name])
