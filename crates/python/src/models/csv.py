import _hurdles as _h

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE = 0, 1, 2, 3


class Error(Exception):
    pass


class _Reader:
    def __init__(self, lines, dialect="excel", delimiter=None, quotechar='"', skipinitialspace=False, **options):
        self._lines = iter(lines)
        self._delimiter = delimiter or ("\t" if dialect == "excel-tab" else ",")
        self._quote = quotechar
        self._skip = skipinitialspace
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self._lines)
        self.line_num += 1
        fields, field, quoted, at = [], "", False, 0
        while True:
            if at >= len(line):
                if not quoted:
                    break
                line = next(self._lines, None)
                if line is None:
                    break
                self.line_num += 1
                at = 0
                continue
            c = line[at]
            at += 1
            if quoted:
                if c == self._quote and line[at:at + 1] == self._quote:
                    field += c
                    at += 1
                elif c == self._quote:
                    quoted = False
                else:
                    field += c
            elif c == self._quote and field == "":
                quoted = True
            elif c == self._delimiter:
                fields.append(field)
                field = ""
                while self._skip and line[at:at + 1] == " ":
                    at += 1
            elif c == "\n" or c == "\r":
                break
            else:
                field += c
        if not fields and not field and not line.strip("\r\n"):
            return []
        fields.append(field)
        return fields


def reader(csvfile, dialect="excel", **options):
    if _h.is_unknown(csvfile):
        return csvfile
    return _Reader(csvfile, dialect, **options)


class DictReader:
    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", **options):
        self.reader = reader(f, dialect, **options)
        self._names = fieldnames
        self.restkey, self.restval = restkey, restval

    @property
    def fieldnames(self):
        if self._names is None:
            self._names = next(self.reader, None)
        return self._names

    def __iter__(self):
        return self

    def __next__(self):
        names = self.fieldnames
        row = next(self.reader)
        while row == []:
            row = next(self.reader)
        result = dict(zip(names, row))
        if len(names) < len(row):
            result[self.restkey] = row[len(names):]
        for name in names[len(row):]:
            result[name] = self.restval
        return result


class _Writer:
    def __init__(self, file, dialect="excel", delimiter=",", quotechar='"', lineterminator="\r\n", quoting=0, **options):
        self._file, self._delimiter, self._quote = file, delimiter, quotechar
        self._end, self._quoting = lineterminator, quoting

    def _field(self, value):
        text = "" if value is None else str(value)
        special = self._delimiter in text or self._quote in text or "\n" in text or "\r" in text
        wants = self._quoting == 1 or (self._quoting == 2 and not isinstance(value, (int, float)))
        if special or wants:
            return self._quote + text.replace(self._quote, self._quote * 2) + self._quote
        return text

    def writerow(self, row):
        return self._file.write(self._delimiter.join([self._field(value) for value in row]) + self._end)

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)


def writer(csvfile, dialect="excel", **options):
    return _Writer(csvfile, dialect, **options)


class DictWriter:
    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", **options):
        self.fieldnames, self.restval = fieldnames, restval
        self.writer = writer(f, dialect, **options)

    def writeheader(self):
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def writerow(self, rowdict):
        return self.writer.writerow([rowdict.get(name, self.restval) for name in self.fieldnames])

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)
