# Writes what a root's own Python shows of its library: names of modules, import statements, lines of tracebacks.
# usage: python3 -c SCRIPT < REQUEST, with the marks that tests/lab/library.txt and the table of Python 3.11 hold.
import builtins
import importlib
import os
import sys

request = eval(sys.stdin.read())
executed = {}
real_import = builtins.__import__


def noting_import(name, globals=None, locals=None, fromlist=(), level=0):
    frame = sys._getframe(1)
    result = real_import(name, globals, locals, fromlist, level)
    at_top = frame.f_code.co_name == "<module>" and frame.f_globals is globals
    if at_top and all(part == "*" or hasattr(result, part) for part in fromlist or ()):
        executed.setdefault(globals.get("__name__"), {})[frame.f_lineno] = frame.f_code.co_filename
    return result


def module(name):
    try:
        return importlib.import_module(name)
    except Exception as trouble:
        sys.stderr.write("%s: %s\n" % (name, trouble))
        return None


def fresh_names(name):
    """What a module shows when only it was imported, and Flask, whose model loads less than Flask does."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        module("flask")
        found = module(name)
        os.write(writer, " ".join(dir(found) if found else []).encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:
        names = pipe.read().decode().split()
    os.waitpid(child, 0)
    return names


# Before anything else is imported, since what is in memory is not imported again.
fresh = {name: fresh_names(name) for name in request["names"]}
builtins.__import__ = noting_import
for imported in request["imports"]:
    module(imported)
builtins.__import__ = real_import

import ast
import difflib
import dis
import traceback
import types

MINOR = sys.version_info[1]
ROOTS = ("/usr/lib/python3/dist-packages/", "/usr/lib/python3.%d/" % MINOR)
trees = {}


def import_at(path, line):
    """The import statement that begins at a line; none where its failure would be caught."""
    if path not in trees:
        tree = ast.parse(open(path, "rb").read())
        caught = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Try) for inner in ast.walk(node)}
        nodes = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) and id(node) not in caught]
        trees[path] = {node.lineno: node for node in nodes}
    return trees[path].get(line)


def source_lines(path):
    return open(path, encoding="utf-8").read().splitlines()


def is_out_of_reach(name):
    return name in sys.builtin_module_names or name.startswith("_frozen_importlib") or name in request["preloaded"]


def asks_for_files(node):
    if isinstance(node, ast.Import):
        return any(not is_out_of_reach(alias.name) for alias in node.names)
    if node.level == 0 and node.module == "__future__":
        return False
    return node.level > 0 or not is_out_of_reach(node.module)


def imports_text(name, frames):
    lines = {}
    for line, path in executed.get(name, {}).items():
        node = import_at(path, line) if path.startswith("/usr/lib/python3") else None
        if node is not None and asks_for_files(node):
            text = source_lines(path)
            for number in range(line, node.end_lineno + 1):
                lines[number] = text[number - 1].strip()
    for marked in request["probes"].get(name, []):
        records = frames.get(marked.split("#@")[1].split()[0])
        if records:
            lines[int(records[0].split("|")[1])] = marked
    return "".join("%d %s\n" % pair for pair in sorted(lines.items()) if pair[1])


def is_taken(name):
    return not any(name == left_out or name.startswith(left_out + ".") for left_out in request["without"])


def code_objects(path):
    pending = [compile(open(path, "rb").read(), path, "exec")]
    while pending:
        code = pending.pop(0)
        yield code
        pending[:0] = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]


def lines_of(code):
    if hasattr(code, "co_lines"):
        return {line for _, _, line in code.co_lines() if line}
    return {line for _, line in dis.findlinestarts(code)}


def find_file(name):
    for root in ROOTS:
        if os.path.exists(root + name):
            return root + name
    return None


def find_line(path, function, text, near):
    """Code object and line of a function's line with this text, or the likest one."""
    lines = source_lines(path)
    best = None
    for code in code_objects(path):
        if code.co_name != function:
            continue
        for line in lines_of(code):
            likeness = difflib.SequenceMatcher(None, lines[line - 1].strip(), text, False).ratio()
            rank = (likeness, -abs(line - near))
            if best is None or rank > best[0]:
                best = (rank, code, line)
    if best is None or best[0][0] < 0.75:
        return None
    if best[0][0] < 1:
        complain("taken for %s: %s:%d %s" % (text, path[len("/usr/lib/"):], best[2], lines[best[2] - 1].strip()))
    return best[1:]


def printed(path, code, line, marked):
    """The lines that Python 3.13 prints for what is marked on a line, without their indent."""
    lines = source_lines(path)
    found = None
    for start, end, column, end_column in code.co_positions():
        if start != line or column is None:
            continue
        raw = lines[line - 1].encode()
        last = len(raw) if end > start else end_column
        segment = raw[column:last].decode().strip()
        rank = (segment == marked, end - start if segment == marked else 0, end, end_column - column)
        if found is None or rank > found[0]:
            found = (rank, start, end, column, end_column)
    if found is None or not found[0][0]:
        return None
    _, start, end, column, end_column = found
    summary = traceback.FrameSummary(path, start, code.co_name, end_lineno=end, colno=column, end_colno=end_column)
    return traceback.StackSummary.from_list([summary]).format()[0].splitlines()[1:]


def record(entry):
    file, near, function, text = entry.split("|", 3)
    is_frozen = file.startswith("<frozen ")
    is_absolute = file.startswith("/")
    if is_frozen:
        file = file[len("<frozen "):-1] + ".py"
    if is_absolute:
        file = file.split("/dist-packages/")[-1].split("/python3.11/")[-1]
    plain = text.translate(WITHOUT_MARKS)
    for place in [file] + request["elsewhere"].get(file, []):
        path = find_file(place)
        found = path and find_line(path, function, plain, int(near or 0))
        if found:
            break
    else:
        return None
    code, line = found
    if is_frozen and MINOR >= 11:
        return "<frozen %s>|%d|%s|" % (file[:-3], line, function)
    return "%s|%d|%s|%s" % (path if is_absolute else place, line, function, shown_text(path, code, line, text))


WITHOUT_MARKS = str.maketrans("", "", "«»‹›")


def shown_text(path, code, line, text):
    """What a traceback shows of a line: before 3.11 the line, from 3.13 on every line of it with the marker lines."""
    if MINOR == 11:
        return text
    plain = source_lines(path)[line - 1].strip()
    if MINOR < 11:
        return plain
    marked = text[text.index("«") + 1:text.index("»")] if "«" in text else plain
    shown = printed(path, code, line, marked.translate(WITHOUT_MARKS)) or printed(path, code, line, plain)
    if not shown:
        complain("no marks for %s in %s:%d %s" % (marked, path, line, plain))
        return plain
    return "¶".join(text[4:] for text in shown)


def complain(text):
    sys.stderr.write(text + "\n")


def frames():
    result = {}
    rows = list(request["frames"])
    marked = {row.split("|", 1)[0] for row in rows}
    rows += ["%s|" % key.split(" ")[1] for key in request["frame"] if key.split(" ")[1] not in marked and key.startswith("%d " % MINOR)]
    for row in rows:
        key, entry = row.split("|", 1)
        given = request["frame"].get("%d %s" % (MINOR, key))
        if given is not None and key in result:
            continue
        for entry in [entry] if given is None else given:
            made = record(entry)
            if made is None:
                complain("nothing for %s|%s" % (key, entry))
            else:
                result.setdefault(key, []).append(made)
    return result


def public(names):
    return {name for name in names if not name.startswith("_")}


def defined(body):
    """The public names that statements of a model define, and those of its classes' attributes."""
    names = {}
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names[node.name] = node
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(((alias.asname or alias.name).split(".")[0], node) for alias in node.names)
        elif isinstance(node, ast.Assign):
            names.update((target.id, node) for part in node.targets for target in ast.walk(part) if isinstance(target, ast.Name))
        elif isinstance(node, (ast.If, ast.Try)):
            names.update(defined(node.body + node.orelse))
    return {name: node for name, node in names.items() if not name.startswith("_")}


def names_text(name, found):
    """What a module has beside what its model defines; what the model has too much of follows a minus."""
    ours = defined(ast.parse(request["models"].get(name, "")).body)
    theirs = public(fresh[name] or dir(found))
    lacking = sorted(set(ours) - theirs)
    for known in sorted(set(ours) & theirs):
        if isinstance(ours[known], ast.ClassDef) and isinstance(getattr(found, known), type):
            lacking += ["%s.%s" % (known, part) for part in sorted(defined(ours[known].body)) if not hasattr(getattr(found, known), part)]
    kept = request["kept"].get(name, []) if MINOR != 11 else []
    return " ".join([name, *sorted(theirs - set(ours)), *("-" + part for part in lacking if part not in kept)])


def main():
    print("=== minor\n%d" % MINOR)
    table = frames()
    print("=== frames")
    for key in sorted(table):
        for line in table[key]:
            print("%s|%s" % (key, line))
    print("=== imports")
    for name in filter(is_taken, sorted(executed)):
        text = imports_text(name, table)
        if text:
            print("=%s\n%s" % (name, text), end="")
    print("=== names")
    module("django.conf").settings.configure(SECRET_KEY="lab", INSTALLED_APPS=request["apps"])
    module("django").setup()
    for name in request["names"]:
        found = module(name)
        if found is not None:
            print(names_text(name, found))


main()
