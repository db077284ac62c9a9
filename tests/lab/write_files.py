"""Puts a scenario's files onto the machine, owned as the contract says."""

import json
import os
import pwd

SYSTEM = ("/etc/", "/usr/", "/lib/", "/var/lib/")

with open("/lab/scenario.json") as file:
    scenario = json.load(file)
account = pwd.getpwnam(scenario["user"])


def own(path):
    if path.startswith(SYSTEM):
        os.chown(path, 0, 0)
    else:
        os.chown(path, account.pw_uid, account.pw_gid)


def make_directories(path):
    if os.path.isdir(path):
        return
    make_directories(os.path.dirname(path))
    os.mkdir(path)
    os.chmod(path, 0o755)
    own(path)


make_directories(scenario["cwd"])
for path, text in scenario["files"].items():
    path = os.path.join(scenario["cwd"], path)
    make_directories(os.path.dirname(path))
    if os.path.islink(path):
        os.unlink(path)
    with open(path, "w", newline="") as file:
        file.write(text)
    os.chmod(path, 0o644)
    own(path)
