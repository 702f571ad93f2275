"""damage_exports.py VERIFIER EXPORT...: damages each export in many ways, and prints what the verifier says of every one.

One process for all of them, since Python is slow to start. Columns are changed by Python's own csv and json modules.
Prints one JSON array of [what was done, the exit status, what was said], with "crash" for an exception that got out.
"""
import contextlib, csv, gzip, importlib.util, io, json, os, sys, tempfile

spec = importlib.util.spec_from_file_location("verifier", sys.argv[1])
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)


def verdict(*paths):
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out): verifier.main(list(paths))
        return 0, out.getvalue()
    except SystemExit as end: return 1, str(end.code)
    except BaseException as error: return "crash", repr(error)


def changed_cells(text):  # each column of three entries, each in two ways
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    for at in (1, 2, len(rows) - 2):
        for column, name in enumerate(rows[0]):
            for how, change in (("emptied", lambda cell: "" if cell else "x"), ("longer", lambda cell: cell + "x"),
                                ("apostrophe", lambda cell: "'" + cell), ("NUL", lambda cell: "\0" + cell)):
                copy = [list(row) for row in rows]
                copy[at][column] = change(copy[at][column])
                yield f"row {at}, {name}: {how}", as_csv(copy)
    for column, name in list(enumerate(rows[0]))[1:]:
        copy = [list(row) for row in rows]
        copy[-1][column] += "x"
        yield f"end, {name}", as_csv(copy)
    yield "columns in another order", as_csv([row[::-1] for row in rows])
    yield "a column more", as_csv([row + [""] for row in rows])
    yield "a column less", as_csv([row[1:] for row in rows])
    yield "another header", as_csv([["x"] * len(rows[0])] + rows[1:])
    yield "no header", as_csv(rows[1:])
    yield "a cell of 20 MB", as_csv([rows[0], ["x" * 20_000_000] * 2])


def as_csv(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return "\ufeff" + out.getvalue()


def changed_members(text):  # each member of three entries
    lines = text.splitlines(keepends=True)
    for at in (0, 1, len(lines) - 2):
        line = json.loads(lines[at])
        for name in line["entry"]:
            entry = {**line["entry"], name: "x"}
            yield f"line {at}, {name}", "".join(lines[:at] + [dumped({**line, "entry": entry})] + lines[at + 1:])
        yield f"line {at}, hash", "".join(lines[:at] + [dumped({**line, "hash": "0" * 64})] + lines[at + 1:])
    end = json.loads(lines[-1])
    for name in end["end"]:
        yield f"end without {name}", "".join(lines[:-1]) + dumped({**end, "end": {k: v for k, v in end["end"].items() if k != name}})
        yield f"end, {name}", "".join(lines[:-1]) + dumped({**end, "end": {**end["end"], name: {"x": 1}}})
    yield "another end", "".join(lines[:-1]) + '{"end":[],"signature":"x"}\n'
    for what, value in (("deep", "[" * 100_000 + "]" * 100_000), ("a huge number", "9" * 10_000), ("NaN", "NaN"), ("a text", '"x"')):
        for key in ("sequence", "detail"):
            yield f"{key} is {what}", lines[0].replace(f'"{key}":', f'"{key}":{value},"x":') + "".join(lines[1:])
            content = '{"%s":%s}' % (key, value)
            yield f"{key} is {what}, with its hash", '{"entry":%s,"hash":"%s"}\n' % (content, verifier.digest(content)) + "".join(lines[1:])


def dumped(line):
    return json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n"


def harmed(data):  # bits and bytes, spread over the whole file
    step = max(1, len(data) // 150)
    for at in range(0, len(data), step):
        flipped = bytearray(data)
        flipped[at] ^= 1 << (at // step % 8)
        yield f"bit at {at}", bytes(flipped)
        yield f"byte at {at} gone", data[:at] + data[at + 1:]
        yield f"cut at {at}", data[:at]
    for at in range(1, 4): yield f"cut {at} before its end", data[:-at]
    yield "twice", data + data
    yield "something behind", data + b"\n"
    yield "UTF-16", data.decode("utf-8").encode("utf-16")
    yield "only NUL", b"\0" * 1_000
    yield "packed, and cut", gzip.compress(data)[:-20]
    yield "packed, and harmed", gzip.compress(data)[:100] + b"\xff" * 50 + gzip.compress(data)[150:]


results = []
with tempfile.TemporaryDirectory() as folder:
    def judge(what, data, *more):
        with open(os.path.join(folder, "export"), "wb") as file: file.write(data)
        results.append([what, *verdict(os.path.join(folder, "export"), *more)])

    for path in sys.argv[2:]:
        with open(path, "rb") as file: data = file.read()
        judge("untouched", data)
        judge("untouched, packed", gzip.compress(data))
        text = data.decode("utf-8")
        for what, changed in (changed_members if text.startswith("{") else changed_cells)(text): judge(what, changed.encode("utf-8"))
        for what, changed in harmed(data): judge(what, changed)
        for what, kept in (("no JSON", b"x"), ("a list", b"[]"), ("empty", b""), ("not UTF-8", b"\xff"), ("deep", b"[" * 9_000)):
            with open(os.path.join(folder, "kept"), "wb") as file: file.write(kept)
            judge(f"beside a checkpoint that is {what}", data, os.path.join(folder, "kept"))
        judge("beside a checkpoint that is a folder", data, folder)
        judge("beside a checkpoint that is not there", data, os.path.join(folder, "none"))
    for what, data in (("empty", b""), ("a blank line", b"\n"), ("other text", b"The quick brown fox\n"), ("not UTF-8", b"\xff\xfe\xfa")): judge(what, data)
    results.append(["a folder", *verdict(folder)])
    results.append(["not there", *verdict(os.path.join(folder, "none"))])
print(json.dumps(results))
