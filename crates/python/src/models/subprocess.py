import os as _os
import _hurdles as _h

PIPE, STDOUT, DEVNULL = -1, -2, -3


class SubprocessError(Exception):
    pass


class CalledProcessError(SubprocessError):
    def __init__(self, returncode, cmd, output=None, stderr=None):
        self.returncode, self.cmd, self.output, self.stderr = returncode, cmd, output, stderr

    def __str__(self):
        return "Command '%s' returned non-zero exit status %d." % (self.cmd, self.returncode)


class TimeoutExpired(SubprocessError):
    pass


def _program(args, shell):
    if shell or _h.is_unknown(args):
        return None
    return _os.fspath(args if isinstance(args, (str, bytes)) else args[0])


def _is_there(program, env):
    if "/" in program:
        return _h.stat(program) is not None
    path = (_os.environ if env is None else env).get("PATH", "/bin:/usr/bin")
    return any([_h.stat(directory + "/" + program) is not None for directory in path.split(":")])


def _start(args, shell=False, env=None, cwd=None, **options):
    program = _program(args, shell)
    if cwd is not None and not _os.path.isdir(cwd):
        raise FileNotFoundError(2, "No such file or directory", cwd)  #@ subprocess.py:1901
    if program is not None and not _is_there(program, env):
        raise FileNotFoundError(2, "No such file or directory", program)  #@ subprocess.py:1901


class Popen:
    def __new__(cls, args, **options):
        _start(args, **options)  #@ subprocess.py:1024
        return _h.unknown("what another program does")


def run(args, **options):
    _start(args, **options)  #@ subprocess.py:548 subprocess.py:1024
    return _h.unknown("what another program does")


def check_output(args, **options):
    _start(args, **options)  #@ subprocess.py:466 subprocess.py:548 subprocess.py:1024
    return _h.unknown("what another program does")


def call(args, **options):
    _start(args, **options)  #@ subprocess.py:389 subprocess.py:1024
    return _h.unknown("what another program does")


def check_call(args, **options):
    _start(args, **options)  #@ subprocess.py:408 subprocess.py:389 subprocess.py:1024
    return _h.unknown("what another program does")
