import _hurdles as _h


def run(main, *, debug=None):
    return _h.run_awaitable(main)


async def sleep(delay, result=None):
    _h.sleep(delay)
    return result


async def gather(*awaitables, return_exceptions=False):
    return [_h.run_awaitable(each) for each in awaitables]
