import _hurdles as _h

MINYEAR = 1
MAXYEAR = 9999
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS, _MICROS = 3600, 1000000


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year, month):
    return 29 if month == 2 and _is_leap(year) else _DAYS[month - 1]


def _ordinal(year, month, day):
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400
    for n in range(1, month):
        days += _days_in(year, n)
    return days + day


def _from_ordinal(n):
    if n < 1 or n > 3652059:
        raise OverflowError("date value out of range")
    n -= 1
    n400, n = n // 146097, n % 146097
    n100, n = n // 36524, n % 36524
    n4, n = n // 1461, n % 1461
    n1, n = n // 365, n % 365
    year = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1
    if n1 == 4 or n100 == 4:
        return year - 1, 12, 31
    month = 1
    while n >= _days_in(year, month):
        n -= _days_in(year, month)
        month += 1
    return year, month, n + 1


def _check(year, month, day):
    for value in (year, month, day):
        if not isinstance(value, int):
            raise TypeError("'%s' object cannot be interpreted as an integer" % type(value).__name__)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError("year %d is out of range" % year)
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in(year, month):
        raise ValueError("day is out of range for month")


class timedelta:
    def __init__(self, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        days += weeks * 7
        seconds += minutes * 60 + hours * _HOURS
        microseconds += milliseconds * 1000
        whole = int(days // 1)
        seconds += (days - whole) * 86400
        whole_seconds = int(seconds // 1)
        microseconds = int(round(microseconds + (seconds - whole_seconds) * _MICROS))
        whole_seconds += microseconds // _MICROS
        self.microseconds = microseconds % _MICROS
        self.days = whole + whole_seconds // 86400
        self.seconds = whole_seconds % 86400

    def total_seconds(self):
        return (self.days * 86400 + self.seconds) + self.microseconds / _MICROS

    def _all(self):
        return (self.days * 86400 + self.seconds) * _MICROS + self.microseconds

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta(microseconds=self._all() + other._all())
        return NotImplemented

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return timedelta(microseconds=self._all() - other._all())
        return NotImplemented

    def __neg__(self):
        return timedelta(microseconds=-self._all())

    def __mul__(self, other):
        return timedelta(microseconds=self._all() * other)

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._all() / other._all()
        return timedelta(microseconds=self._all() / other)

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._all() // other._all()
        return timedelta(microseconds=self._all() // other)

    def __eq__(self, other):
        return isinstance(other, timedelta) and self._all() == other._all()

    def __lt__(self, other):
        return self._all() < other._all()

    def __le__(self, other):
        return self._all() <= other._all()

    def __gt__(self, other):
        return self._all() > other._all()

    def __ge__(self, other):
        return self._all() >= other._all()

    def __hash__(self):
        return hash(self._all())

    def __bool__(self):
        return self._all() != 0

    def __str__(self):
        text = "%d:%02d:%02d" % (self.seconds // _HOURS, self.seconds // 60 % 60, self.seconds % 60)
        if self.days:
            text = "%d day%s, %s" % (self.days, "" if abs(self.days) == 1 else "s", text)
        return text + (".%06d" % self.microseconds if self.microseconds else "")

    def __repr__(self):
        parts = ["%s=%d" % (name, getattr(self, name)) for name in ("days", "seconds", "microseconds") if getattr(self, name)]
        return "datetime.timedelta(%s)" % (", ".join(parts) or "0")


class tzinfo:
    pass


class timezone(tzinfo):
    def __init__(self, offset, name=None):
        self._offset = offset
        self._name = name

    def utcoffset(self, when):
        return self._offset

    def tzname(self, when):
        if self._name is not None:
            return self._name
        return "UTC" if not self._offset else "UTC" + _offset_text(self._offset, ":")

    def dst(self, when):
        return None

    def __str__(self):
        return self.tzname(None)


timezone.utc = UTC = timezone(timedelta(0), None)


def _offset_text(offset, colon):
    minutes = int(offset.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    minutes = abs(minutes)
    return "%s%02d%s%02d" % (sign, minutes // 60, colon, minutes % 60)


def _format(when, format):
    hour = getattr(when, "hour", 0)
    out = []
    at = 0
    while at < len(format):
        letter = format[at]
        at += 1
        if letter != "%" or at == len(format):
            out.append(letter)
            continue
        letter = format[at]
        at += 1
        if letter == "-" and at < len(format):
            out.append(_field(when, format[at], hour).lstrip("0") or "0")
            at += 1
        else:
            out.append(_field(when, letter, hour))
    return "".join(out)


def _field(when, letter, hour):
    year, month, day = getattr(when, "year", 1900), getattr(when, "month", 1), getattr(when, "day", 1)
    minute, second = getattr(when, "minute", 0), getattr(when, "second", 0)
    weekday = (_ordinal(year, month, day) + 6) % 7
    if letter == "z" or letter == "Z":
        zone = getattr(when, "tzinfo", None)
        if zone is None:
            return ""
        return zone.tzname(when) if letter == "Z" else _offset_text(zone.utcoffset(when), "")
    fields = {
        "Y": "%d" % year,
        "y": "%02d" % (year % 100),
        "m": "%02d" % month,
        "d": "%02d" % day,
        "e": "%2d" % day,
        "H": "%02d" % hour,
        "I": "%02d" % (hour % 12 or 12),
        "M": "%02d" % minute,
        "S": "%02d" % second,
        "f": "%06d" % getattr(when, "microsecond", 0),
        "p": "AM" if hour < 12 else "PM",
        "A": _WEEKDAYS[weekday],
        "a": _WEEKDAYS[weekday][:3],
        "B": _MONTHS[month - 1],
        "b": _MONTHS[month - 1][:3],
        "h": _MONTHS[month - 1][:3],
        "j": "%03d" % (_ordinal(year, month, day) - _ordinal(year, 1, 1) + 1),
        "w": "%d" % ((weekday + 1) % 7),
        "u": "%d" % (weekday + 1),
        "%": "%",
        "n": "\n",
        "t": "\t",
    }
    combined = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "D": "%m/%d/%y", "x": "%m/%d/%y", "X": "%H:%M:%S", "R": "%H:%M", "c": "%a %b %e %H:%M:%S %Y"}
    if letter in combined:
        return _format(when, combined[letter])
    if letter not in fields:
        _h.beyond("the format %" + letter + " of dates")
    return fields[letter]


class date:
    def __init__(self, year, month=None, day=None):
        if _h.is_unknown(year) or _h.is_unknown(month) or _h.is_unknown(day):
            _h.beyond("the clock")
        _check(year, month, day)
        self.year, self.month, self.day = year, month, day

    @classmethod
    def today(cls):
        return _h.unknown("the clock")

    @classmethod
    def fromtimestamp(cls, t, tz=None):
        return _h.unknown("the clock")

    @classmethod
    def fromordinal(cls, n):
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, text):
        try:
            if len(text) != 10 or text[4] != "-" or text[7] != "-":
                raise ValueError
            return cls(int(text[:4]), int(text[5:7]), int(text[8:]))
        except ValueError:
            raise ValueError("Invalid isoformat string: %r" % text) from None

    def toordinal(self):
        return _ordinal(self.year, self.month, self.day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isoformat(self):
        return "%04d-%02d-%02d" % (self.year, self.month, self.day)

    def strftime(self, format):
        return _format(self, format)

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def timetuple(self):
        return _h.unknown("time tuples")

    def replace(self, year=None, month=None, day=None):
        return date(year or self.year, month or self.month, day or self.day)

    def _key(self):
        return (self.year, self.month, self.day)

    def __add__(self, other):
        if not isinstance(other, timedelta):
            raise TypeError(_unsupported("+", self, other))
        return date(*_from_ordinal(self.toordinal() + other.days))

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        raise TypeError(_unsupported("-", self, other))

    def __eq__(self, other):
        return type(other) is type(self) and self._key() == other._key()

    def _against(self, other, sign):
        if isinstance(other, date) and type(other) is not type(self):
            raise TypeError("can't compare datetime.datetime to datetime.date")
        if type(other) is not type(self):
            raise TypeError("'%s' not supported between instances of '%s' and '%s'" % (sign, _kind(self), _kind(other)))
        return other._key()

    def __lt__(self, other):
        return self._key() < self._against(other, "<")

    def __le__(self, other):
        return self._key() <= self._against(other, "<=")

    def __gt__(self, other):
        return self._key() > self._against(other, ">")

    def __ge__(self, other):
        return self._key() >= self._against(other, ">=")

    def __hash__(self):
        return hash(self._key())

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        return "datetime.date(%d, %d, %d)" % self._key()


def _unsupported(sign, a, b):
    return "unsupported operand type(s) for %s: '%s' and '%s'" % (sign, _kind(a), _kind(b))


def _kind(value):
    kind = type(value)
    return ("datetime." if kind.__module__ == "datetime" else "") + kind.__name__


class time:
    def __init__(self, hour=0, minute=0, second=0, microsecond=0, tzinfo=None):
        self.hour, self.minute, self.second, self.microsecond, self.tzinfo = hour, minute, second, microsecond, tzinfo

    def isoformat(self):
        text = "%02d:%02d:%02d" % (self.hour, self.minute, self.second)
        return text + (".%06d" % self.microsecond if self.microsecond else "")

    def strftime(self, format):
        return _format(self, format)

    def __str__(self):
        return self.isoformat()

    def __eq__(self, other):
        return isinstance(other, time) and self.isoformat() == other.isoformat()

    def __lt__(self, other):
        return self.isoformat() < other.isoformat()

    def __hash__(self):
        return hash(self.isoformat())


class datetime(date):
    def __init__(self, year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        date.__init__(self, year, month, day)
        for name, value, most in (("hour", hour, 23), ("minute", minute, 59), ("second", second, 59), ("microsecond", microsecond, 999999)):
            if not 0 <= value <= most:
                raise ValueError("%s must be in 0..%d" % (name, most))
        self.hour, self.minute, self.second, self.microsecond, self.tzinfo = hour, minute, second, microsecond, tzinfo

    @classmethod
    def now(cls, tz=None):
        return _h.unknown("the clock")

    @classmethod
    def utcnow(cls):
        return _h.unknown("the clock")

    @classmethod
    def utcfromtimestamp(cls, t):
        return _from_seconds(t, None)

    @classmethod
    def fromtimestamp(cls, t, tz=None):
        if tz is None:
            return _h.unknown("the time zone")
        return _from_seconds(t + tz.utcoffset(None).total_seconds(), tz)

    @classmethod
    def combine(cls, date, time, tzinfo=None):
        return cls(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond, tzinfo or time.tzinfo)

    @classmethod
    def fromisoformat(cls, text):
        if len(text) == 10:
            day = date.fromisoformat(text)
            return cls(day.year, day.month, day.day)
        for format in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"):
            try:
                return cls.strptime(text.replace("T", " "), format)
            except ValueError:
                pass
        return _h.beyond("this ISO form of a date")

    @classmethod
    def strptime(cls, text, format):
        fields = {"Y": 1900, "m": 1, "d": 1, "H": 0, "M": 0, "S": 0, "f": 0}
        at = 0
        n = 0
        wrong = ValueError("time data %r does not match format %r" % (text, format))
        while n < len(format):
            letter = format[n]
            n += 1
            if letter != "%":
                if letter.isspace():
                    while text[at:at + 1].isspace():
                        at += 1
                elif text[at:at + 1] != letter:
                    raise wrong
                else:
                    at += 1
                continue
            letter = format[n:n + 1]
            n += 1
            if letter in ("b", "B"):
                names = [m[:3] if letter == "b" else m for m in _MONTHS]
                found = [i for i in range(12) if text[at:at + len(names[i])].lower() == names[i].lower()]
                if not found:
                    raise wrong
                fields["m"] = found[0] + 1
                at += len(names[found[0]])
                continue
            if letter not in ("Y", "m", "d", "H", "M", "S", "y", "f"):
                _h.beyond("the format %" + letter + " of dates")
            most = {"Y": 4, "f": 6}.get(letter, 2)
            digits = ""
            while len(digits) < most and text[at:at + 1].isdigit():
                digits += text[at]
                at += 1
            limits = {"m": (1, 12), "d": (1, 31), "H": (0, 23), "M": (0, 59), "S": (0, 61)}.get(letter)
            if not digits or (letter == "Y" and len(digits) < 4) or (limits and not limits[0] <= int(digits) <= limits[1]):
                raise wrong
            if letter == "y":
                fields["Y"] = int(digits) + (2000 if int(digits) < 69 else 1900)
            elif letter == "f":
                fields["f"] = int((digits + "000000")[:6])
            else:
                fields[letter] = int(digits)
        if at < len(text):
            raise ValueError("unconverted data remains: %s" % text[at:])
        return cls(fields["Y"], fields["m"], fields["d"], fields["H"], fields["M"], fields["S"], fields["f"])

    def date(self):
        return date(self.year, self.month, self.day)

    def time(self):
        return time(self.hour, self.minute, self.second, self.microsecond)

    def utcoffset(self):
        return None if self.tzinfo is None else self.tzinfo.utcoffset(self)

    def timestamp(self):
        if self.tzinfo is None:
            return _h.unknown("the time zone")
        return self._seconds() - self.utcoffset().total_seconds()

    def astimezone(self, tz=None):
        if self.tzinfo is None or tz is None:
            return _h.unknown("the time zone")
        return _from_seconds(self.timestamp() + tz.utcoffset(None).total_seconds(), tz)

    def replace(self, **fields):
        names = ("year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo")
        return datetime(*[fields.get(name, getattr(self, name)) for name in names])

    def _seconds(self):
        return (self.toordinal() - 719163) * 86400 + self.hour * _HOURS + self.minute * 60 + self.second

    def _key(self):
        return (self.year, self.month, self.day, self.hour, self.minute, self.second, self.microsecond)

    def _against(self, other, sign):
        key = date._against(self, other, sign)
        if (self.tzinfo is None) != (other.tzinfo is None):
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return key

    def __add__(self, other):
        if not isinstance(other, timedelta):
            raise TypeError(_unsupported("+", self, other))
        micros = self.microsecond + other.microseconds
        seconds = self._seconds() + other.days * 86400 + other.seconds + micros // _MICROS
        return _from_seconds(seconds, self.tzinfo, micros % _MICROS)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + -other
        if isinstance(other, datetime):
            if (self.tzinfo is None) != (other.tzinfo is None):
                raise TypeError("can't subtract offset-naive and offset-aware datetimes")
            return timedelta(seconds=self._seconds() - other._seconds(), microseconds=self.microsecond - other.microsecond)
        raise TypeError(_unsupported("-", self, other))

    def isoformat(self, sep="T", timespec="auto"):
        text = date.isoformat(self) + sep + "%02d:%02d:%02d" % (self.hour, self.minute, self.second)
        if self.microsecond and timespec != "seconds":
            text += ".%06d" % self.microsecond
        if self.tzinfo is not None:
            text += _offset_text(self.utcoffset(), ":")
        return text

    def __str__(self):
        return self.isoformat(" ")

    def __repr__(self):
        key = self._key()
        if not key[6]:
            key = key[:6] if key[5] else key[:5]
        return "datetime.datetime(%s)" % ", ".join([str(part) for part in key])


def _from_seconds(seconds, zone, micros=0):
    if _h.is_unknown(seconds):
        return seconds
    whole = int(seconds // 1)
    year, month, day = _from_ordinal(719163 + whole // 86400)
    rest = whole % 86400
    return datetime(year, month, day, rest // _HOURS, rest // 60 % 60, rest % 60, micros or int((seconds - whole) * _MICROS), zone)
