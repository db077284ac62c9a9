class SequenceMatcher:
    def __init__(self, isjunk=None, a="", b="", autojunk=True):
        self.a = a
        self.b = b

    def ratio(self):
        total = len(self.a) + len(self.b)
        return 2.0 * _matching(self.a, self.b) / total if total else 1.0


def _matching(a, b):
    best = (0, 0, 0)
    for i in range(len(a)):
        for j in range(len(b)):
            size = 0
            while i + size < len(a) and j + size < len(b) and a[i + size] == b[j + size]:
                size += 1
            if size > best[2]:
                best = (i, j, size)
    i, j, size = best
    if not size:
        return 0
    return size + _matching(a[:i], b[:j]) + _matching(a[i + size:], b[j + size:])


def get_close_matches(word, possibilities, n=3, cutoff=0.6):
    scored = [(SequenceMatcher(None, word, each).ratio(), each) for each in possibilities]
    scored = [pair for pair in scored if pair[0] >= cutoff]
    scored.sort(reverse=True)
    return [each for ratio, each in scored[:n]]
