import _hurdles as _h

DEFAULTSECT = "DEFAULT"


class Error(Exception):
    def __init__(self, message=""):
        self.message = message
        Exception.__init__(self, message)

    def __repr__(self):
        return self.message

    __str__ = __repr__


class NoSectionError(Error):
    def __init__(self, section):
        Error.__init__(self, "No section: %r" % (section,))
        self.section = section


class NoOptionError(Error):
    def __init__(self, option, section):
        Error.__init__(self, "No option %r in section: %r" % (option, section))
        self.option = option
        self.section = section


class DuplicateSectionError(Error):
    pass


class ParsingError(Error):
    pass


class MissingSectionHeaderError(ParsingError):
    def __init__(self, filename, lineno, line):
        Error.__init__(self, "File contains no section headers.\nfile: %r, line: %d\n%r" % (filename, lineno, line))


_unset = object()


def _lookup(values, option):
    if option not in values:
        raise KeyError(option)  #@ collections/__init__.py:996


class RawConfigParser:
    _interpolates = False

    def __init__(self, defaults=None, allow_no_value=False, **options):
        self._defaults = {}
        self._sections = {}
        for key, value in (defaults or {}).items():
            self._defaults[self.optionxform(key)] = value

    def optionxform(self, option):
        return option.lower()

    def read(self, filenames, encoding=None):
        if isinstance(filenames, (str, bytes)) or hasattr(filenames, "__fspath__"):
            filenames = [filenames]
        read_ok = []
        for filename in filenames:
            try:
                text = open(filename).read()
            except OSError:
                continue
            self._read(text, str(filename))
            read_ok.append(filename)
        return read_ok

    def read_file(self, f, source=None):
        self._read(f.read(), source or getattr(f, "name", "<???>"))

    def read_string(self, string, source="<string>"):
        self._read(string, source)  #@ configparser.py:739 configparser.py:734

    def read_dict(self, dictionary, source="<dict>"):
        for section, values in dictionary.items():
            own = self._sections.setdefault(section, {})
            for key, value in values.items():
                own[self.optionxform(str(key))] = str(value)

    def _read(self, text, source):
        section = None
        last = None
        for number, line in enumerate(text.splitlines(), 1):
            stripped = line.strip()
            if not stripped or stripped[0] in "#;":
                continue
            if line[0].isspace() and section is not None and last is not None:
                section[last] += "\n" + stripped
                continue
            if stripped.startswith("[") and "]" in stripped:
                name = stripped[1:stripped.index("]")]
                section = self._defaults if name == DEFAULTSECT else self._sections.setdefault(name, {})
                last = None
                continue
            if section is None:
                raise MissingSectionHeaderError(source, number, line + "\n")  #@ configparser.py:1101
            ends = [at for at in (stripped.find("="), stripped.find(":")) if at >= 0]
            end = min(ends) if ends else len(stripped)
            last = self.optionxform(stripped[:end].strip())
            section[last] = stripped[end + 1:].strip()

    def sections(self):
        return list(self._sections)

    def add_section(self, section):
        self._sections[section] = {}

    def has_section(self, section):
        return section in self._sections

    def has_option(self, section, option):
        return section in self._sections and self.optionxform(option) in {**self._defaults, **self._sections[section]}

    def options(self, section):
        return list({**self._sections[section], **self._defaults})

    def _unify_values(self, section, fallback):
        if section != DEFAULTSECT and section not in self._sections:
            raise NoSectionError(section) from None  #@ configparser.py:1168
        return {**self._defaults, **self._sections.get(section, {})}

    def _interpolated(self, value, values):
        if not self._interpolates or "%" not in value:
            return value
        if "%(" in value:
            return self._interpolated(value.replace("%%", "%") % values, values)
        return value.replace("%%", "%")

    def get(self, section, option, *, raw=False, vars=None, fallback=_unset):
        try:
            values = self._unify_values(section, vars)  #@ configparser.py:797
        except NoSectionError:
            if fallback is _unset:
                raise
            return fallback
        option = self.optionxform(option)
        if option not in values and fallback is not _unset:
            return fallback
        try:
            _lookup(values, option)  #@ configparser.py:805 collections/__init__.py:1004
        except KeyError:
            raise NoOptionError(option, section)  #@ configparser.py:808
        return values[option] if raw else self._interpolated(values[option], values)

    def _converted(self, section, option, convert, fallback):
        value = self.get(section, option, fallback=fallback)  #@ configparser.py:819
        return value if value is fallback else convert(value)  #@ configparser.py:819

    def getint(self, section, option, *, raw=False, vars=None, fallback=_unset):
        return self._converted(section, option, int, fallback)  #@ configparser.py:834 configparser.py:824

    def getfloat(self, section, option, *, raw=False, vars=None, fallback=_unset):
        return self._converted(section, option, float, fallback)

    def getboolean(self, section, option, *, raw=False, vars=None, fallback=_unset):
        return self._converted(section, option, _boolean, fallback)

    def set(self, section, option, value=None):
        self._sections[section][self.optionxform(option)] = value

    def items(self, section=_unset, raw=False, vars=None):
        if section is _unset:
            return [(name, self[name]) for name in [DEFAULTSECT] + self.sections()]
        values = self._unify_values(section, vars)
        return [(key, self._interpolated(value, values)) for key, value in values.items()]

    def __getitem__(self, key):
        if key != DEFAULTSECT and not self.has_section(key):
            raise KeyError(key)  #@ configparser.py:979
        return SectionProxy(self, key)

    def __setitem__(self, key, value):
        self.read_dict({key: value})

    def __contains__(self, key):
        return key == DEFAULTSECT or self.has_section(key)

    def __iter__(self):
        return iter([DEFAULTSECT] + self.sections())


def _boolean(value):
    states = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}
    if value.lower() not in states:
        raise ValueError("Not a boolean: %s" % value)
    return states[value.lower()]


class ConfigParser(RawConfigParser):
    _interpolates = True


class SectionProxy:
    def __init__(self, parser, name):
        self._parser = parser
        self.name = name

    def __getitem__(self, key):
        if not self._parser.has_option(self.name, key):
            raise KeyError(key)  #@ configparser.py:1273
        return self._parser.get(self.name, key)

    def __setitem__(self, key, value):
        self._parser.set(self.name, key, value)

    def __contains__(self, key):
        return self._parser.has_option(self.name, key)

    def __iter__(self):
        return iter(self._parser.options(self.name))

    def keys(self):
        return self._parser.options(self.name)

    def items(self):
        return self._parser.items(self.name)

    def get(self, option, fallback=None, **options):
        return self._parser.get(self.name, option, fallback=fallback)

    def getint(self, option, fallback=None, **options):
        return self._parser.getint(self.name, option, fallback=fallback)

    def getfloat(self, option, fallback=None, **options):
        return self._parser.getfloat(self.name, option, fallback=fallback)

    def getboolean(self, option, fallback=None, **options):
        return self._parser.getboolean(self.name, option, fallback=fallback)
