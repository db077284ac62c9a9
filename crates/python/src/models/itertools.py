import _hurdles as _h

chain = _h.chain
count = _h.count
islice = _h.islice
cycle = _h.cycle


def repeat(item, times=None):
    return _h.cycle([item]) if times is None else iter([item] * times)


def starmap(function, iterable):
    return iter([function(*args) for args in iterable])


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def dropwhile(predicate, iterable):
    dropping = True
    for item in iterable:
        if dropping and predicate(item):
            continue
        dropping = False
        yield item


def accumulate(iterable, function=None, *, initial=None):
    total = initial
    for item in iterable:
        total = item if total is None else (total + item if function is None else function(total, item))
        yield total


def groupby(iterable, key=None):
    groups = []
    for item in iterable:
        value = item if key is None else key(item)
        if not groups or groups[-1][0] != value:
            groups.append((value, []))
        groups[-1][1].append(item)
    return iter(groups)


def zip_longest(*iterables, fillvalue=None):
    lists = [list(iterable) for iterable in iterables]
    longest = max([len(items) for items in lists], default=0)
    return iter([tuple([items[at] if at < len(items) else fillvalue for items in lists]) for at in range(longest)])


def product(*iterables, repeat=1):
    found = [()]
    for iterable in [list(iterable) for iterable in iterables] * repeat:
        found = [start + (item,) for start in found for item in iterable]
    return iter(found)
