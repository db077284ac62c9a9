import _hurdles as _h

pi = 3.141592653589793
e = 2.718281828459045
inf = float("inf")
nan = float("nan")


def floor(x):
    return int(x // 1)


def ceil(x):
    return -int(-x // 1)


def sqrt(x):
    if x < 0:
        raise ValueError("math domain error")
    return float(x) ** 0.5


def isclose(a, b, rel_tol=1e-09, abs_tol=0.0):
    return abs(a - b) <= max(rel_tol * max(abs(a), abs(b)), abs_tol)


def gcd(a, b):
    while b:
        a, b = b, a % b
    return abs(a)


def factorial(n):
    total = 1
    for each in range(2, n + 1):
        total *= each
    return total


def trunc(x):
    return int(x)


def isnan(x):
    return x != x


def pow(a, b):
    return float(a) ** b
