#!/usr/bin/env python3
"""verify_audit_export.py EXPORT [CHECKPOINT]: is this export of Rekey's audit log whole? See audit-export.md.

Whatever the files are, the last line is the verdict: "WHOLE: …" (exit status 0) or "NOT WHOLE: …" (1).
"""
import base64, csv, gzip, hashlib, io, json, re, sys
from datetime import datetime, timedelta
from itertools import chain

COLUMNS = ("sequence time staff category action userId user reason reasonText ticket outcome before after detail "
           "actionId previousHash hash entry").split()
# What was hashed and signed is cut out as it stands: nothing is written anew, so nothing can come out differently.
ENTRY = re.compile(r'\{"entry":(\{.*\}),"hash":"([0-9a-f]{64})"\}\n', re.DOTALL)
END = re.compile(r'\{"end":(\{.*\}),"signature":"([A-Za-z0-9+/]{85}[AQgw]==)"\}\n', re.DOTALL)
LONGEST = 2**24  # characters of a line: more than any has

# Where a spreadsheet would run what follows, an apostrophe stands before it (main/services/csv.ts).
UNSEEN = ("[\\0-\\x08\\v\\f\\x0e- \\x7f-\\xa0\\xad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f"
          "\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\U000e0000-\\U000e0fff]")
RUN = f"{UNSEEN}*[=+\\-@＝＋－＠]"
LIVE = re.compile(f"""\\A(?='*(?:[\\t\\r\\n]|{RUN}))|(?<=[;,|\\t\\r\\n"])(?='*{RUN})""")
NEUTRALISED = re.compile(f"""\\A'(?='*(?:[\\t\\r\\n]|{RUN}))|(?<=[;,|\\t\\r\\n"])'(?='*{RUN})""")


class NotWhole(Exception):
    pass


def fail(why):
    raise NotWhole(why)


def lines(file):
    line = "\n"
    for line in iter(lambda: file.readline(LONGEST), ""):
        if len(line) == LONGEST: fail("a line is longer than any that Rekey writes")
        yield line
    if line[-1:] != "\n": fail("its last line is cut off")


def split(line):  # ("entry", the text that was hashed, its hash), or ("end", the text that was signed, its signature)
    for kind, form in (("entry", ENTRY), ("end", END)):
        found = form.fullmatch(line)
        if found: return kind, found[1], found[2]
    fail("a line is no entry")


def records(file):
    read = lines(file)
    first = next(read, "")
    if first.startswith("{"):
        yield from map(split, chain([first], read))
        return
    rows = csv.reader(chain([first], read), strict=True)
    if next(rows, None) != COLUMNS: fail("it does not begin like an export")
    for row in rows:
        if len(row) != len(COLUMNS): fail("a row has more or fewer cells than there are columns")
        if row[0] == "end":
            line = NEUTRALISED.sub("", row[-1])
            if any(row[1:-1]) or row[-1] not in written(line): fail("its end was changed")
            yield split(line + "\n")
            continue
        # An export of an earlier Rekey has the entry as it was hashed.
        text = next((text for text in (row[-1], NEUTRALISED.sub("", row[-1])) if digest(text) == row[-2]), None)
        if text is None: fail(f"entry {row[0][:20]} is not what was logged")
        for name, cell, value in zip(COLUMNS, row, values(text, row[-2])):
            if cell not in written("" if value is None else value): fail(f"entry {row[0][:20]}: its column {name} was changed")
        yield "entry", text, row[-2]


def written(text):  # as a cell: now, and by an earlier Rekey
    return LIVE.sub("'", text), "'" + text if text[:1] in tuple("=+-@\t\r") else text


def values(text, mark):  # what the columns are made of
    entry, raw = json.loads(text), members(text)
    staff, user = entry["staff"] or {}, entry["user"] or {}
    time = datetime(1970, 1, 1) + timedelta(milliseconds=entry["time"])
    return [str(entry["sequence"]), time.isoformat(timespec="milliseconds") + "Z", staff.get("name"), entry["category"], entry["action"],
            user.get("id"), user.get("label"), entry["reason"], entry["reasonText"], entry["ticket"], entry["outcome"],
            raw["before"], raw["after"], raw["detail"], entry["actionId"], entry["previousHash"], mark, text]


def members(text):  # each value of an object as it stands in the text; None for null
    decode, found, at = json.JSONDecoder().raw_decode, {}, 0
    while text[at] != "}":
        key, colon = decode(text, at + 1)
        end = decode(text, colon + 1)[1]
        found[key], at = text[colon + 1:end], end
    return {key: None if value == "null" else value for key, value in found.items()}


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def key_id(public_key):
    return hashlib.sha256(base64.b64decode(public_key)).hexdigest()[:32]


def is_signed(text, by, signature):  # None: it cannot be told
    try: from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError: return None
    try: Ed25519PublicKey.from_public_bytes(base64.b64decode(by)).verify(base64.b64decode(signature), text.encode())
    except Exception: return False
    return True


def read_checkpoint(path):
    try:
        with open(path, encoding="utf-8-sig") as file: kept = json.loads(file.read(10_000))
        kept["signed"] = json.dumps({key: kept[key] for key in ("format", "hash", "keyId", "sequence", "time")}, separators=(",", ":"))
        if kept["format"] != "rekey-audit-checkpoint-1" or key_id(kept["publicKey"]) != kept["keyId"]: raise ValueError
        return kept
    except Exception: fail("the checkpoint is none that Rekey wrote, or cannot be read")


def verify(path, checkpoint=None):  # what is to be said of it. Raises NotWhole, or anything where the file is damaged
    kept = read_checkpoint(checkpoint) if checkpoint is not None else None
    sums, first, last, before, count, gaps, end, agreed = hashlib.sha256(), None, 0, "0" * 64, 0, 0, None, False
    with open(path, "rb") as file:
        opened = gzip.open(file) if file.peek(2)[:2] == b"\x1f\x8b" else file
        for kind, text, mark in records(io.TextIOWrapper(opened, encoding="utf-8-sig", newline="")):
            if end: fail("something follows its end")
            if kind == "end":
                end, signed, signature = json.loads(text), text, mark
                continue
            entry = json.loads(text)
            number = entry["sequence"]
            if digest(text) != mark: fail(f"entry {number} is not what was logged")
            if type(number) is not int or number <= last: fail(f"entry {number} stands in the wrong place")
            if number == last + 1 and entry["previousHash"] != before: fail(f"entry {number} does not follow the one before it")
            gaps += first is not None and number != last + 1
            if kept and kept["sequence"] == number:
                if kept["hash"] != mark: fail(f"entry {number} is not the one that the checkpoint was made of")
                agreed = True
            first, last, before, count = first or number, number, mark, count + 1
            sums.update(f"{mark}\n".encode())
    if not end: fail("its end is missing")
    told = [end[key] for key in ("entries", "firstSequence", "lastSequence", "listHash")]
    if json.dumps(told) != json.dumps([count, first, last or None, sums.hexdigest()]): fail("its end tells of other entries")
    upto = end["checkpoint"]
    if not end["filter"] and (gaps or last != upto["sequence"]): fail("entries are missing")
    if last == upto["sequence"] and last and before != upto["hash"]: fail("it does not lead to its checkpoint")
    right = is_signed(signed, end["publicKey"], signature)
    if right is False or key_id(end["publicKey"]) != end["keyId"]: fail("its end is not signed by the key it names")
    says = [f"Signed by key {end['keyId']}" if right else "The signature was not checked: pip install cryptography"]
    if kept:
        if is_signed(kept["signed"], kept["publicKey"], kept["signature"]) is False: fail("the checkpoint is not signed by the key it names")
        if kept["keyId"] != end["keyId"]: says += [f"The checkpoint is signed by another key, {kept['keyId']}: are both among those you were given?"]
        says += ["Agrees with the checkpoint" if agreed else "The entry of the checkpoint is not in this export"]
    return says + [f"WHOLE: {count} entries from {first} to {last}, {gaps} gaps"]


def main(arguments):
    if len(arguments) not in (1, 2): sys.exit(__doc__)
    csv.field_size_limit(LONGEST)
    try: says = verify(*arguments)
    except NotWhole as error: sys.exit(f"NOT WHOLE: {error}")
    except OSError as error: sys.exit(f"NOT WHOLE: it cannot be read ({error.strerror or 'it is damaged'})")
    except Exception as error: sys.exit(f"NOT WHOLE: it is damaged, or no export ({type(error).__name__})")
    print("\n".join(says))


if __name__ == "__main__": main(sys.argv[1:])
