#!/usr/bin/env python3
"""verify_audit_export.py EXPORT [CHECKPOINT]: is this export of Rekey's audit log whole? See audit-export.md."""
import base64, csv, gzip, hashlib, json, re, sys

def fail(why): sys.exit(f"NOT WHOLE: {why}")

def split(line):  # cut out as it stands: nothing is written anew, so nothing can come out differently
    if line.startswith('{"entry":') and line[-75:-66] == ',"hash":"': return "entry", line[9:-75], line[-66:-2]
    at = line.rfind(',"signature":"')
    return ("end", line[7:at], line[at + 14:-2]) if line.startswith('{"end":') and at > 0 else fail("a line is no entry")

# Where a spreadsheet would run what follows, an apostrophe stands before it (main/services/csv.ts): taken away again here.
UNSEEN = ("[\\0-\\x08\\v\\f\\x0e- \\x7f-\\xa0\\xad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f"
          "\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\U000e0000-\\U000e0fff]")
RUN = f"{UNSEEN}*[=+\\-@＝＋－＠]"
NEUTRALISED = re.compile(f"""\\A'(?='*(?:[\\t\\r\\n]|{RUN}))|(?<=[;,|\\t\\r\\n"])'(?='*{RUN})""")

def original(text): return NEUTRALISED.sub("", text)

def records(file):  # ("entry", the text that was hashed, its hash), and at last ("end", the text that was signed, its signature)
    if not sys.argv[1].endswith(".csv"): yield from (split(line.rstrip("\n")) for line in file); return
    for row in csv.DictReader(file):
        if row["sequence"] == "end": yield split(original(row["entry"])); continue
        # An export of an earlier Rekey has the entry as it was hashed.
        hashed = hashlib.sha256(row["entry"].encode()).hexdigest() == row["hash"]
        text = row["entry"] if hashed else original(row["entry"])
        entry = json.loads(text)
        for name in ("sequence", "category", "action", "reason", "reasonText", "ticket", "outcome", "actionId"):
            logged = "" if entry[name] is None else str(entry[name])
            if logged not in (row[name], original(row[name])): fail(f"entry {entry['sequence']}: its column {name} was changed")
        yield "entry", text, row["hash"]

csv.field_size_limit(2**30)
kept = json.load(open(sys.argv[2], encoding="utf-8")) if len(sys.argv) > 2 else None
sums, first, last, before, count, gaps, end, agreed = hashlib.sha256(), None, 0, "0" * 64, 0, 0, None, False
opened = (gzip.open if sys.argv[1].endswith(".gz") else open)(sys.argv[1], "rt", encoding="utf-8-sig", newline="")
for kind, text, mark in records(opened):
    if end: fail("something follows its end")
    if kind == "end": end, signed, signature = json.loads(text), text, mark; continue
    entry, number = json.loads(text), json.loads(text)["sequence"]
    if hashlib.sha256(text.encode()).hexdigest() != mark: fail(f"entry {number} is not what was logged")
    if number <= last: fail(f"entry {number} stands in the wrong place")
    if number == last + 1 and entry["previousHash"] != before: fail(f"entry {number} does not follow the one before it")
    gaps += first is not None and number != last + 1
    if kept and kept["sequence"] == number:
        agreed = kept["hash"] == mark or fail(f"entry {number} is not the one that the checkpoint was made of")
    first, last, before, count = first or number, number, mark, count + 1
    sums.update(f"{mark}\n".encode())
if not end: fail("its end is missing")
if [end[key] for key in ("entries", "firstSequence", "lastSequence", "listHash")] != [count, first, last or None, sums.hexdigest()]:
    fail("its end tells of other entries")
if not end["filter"] and (gaps or last != end["checkpoint"]["sequence"]): fail("entries are missing")
if last == end["checkpoint"]["sequence"] and last and before != end["checkpoint"]["hash"]: fail("it does not lead to its checkpoint")
try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    Ed25519PublicKey.from_public_bytes(base64.b64decode(end["publicKey"])).verify(base64.b64decode(signature), signed.encode())
    print("Signed by key", hashlib.sha256(base64.b64decode(end["publicKey"])).hexdigest()[:32])
except ImportError: print("The signature was not checked: pip install cryptography")
except Exception: fail("its end is not signed by the key it names")
if kept: print("Agrees with the checkpoint" if agreed else "The entry of the checkpoint is not in this export")
print(f"WHOLE: {count} entries from {first} to {last}, {gaps} gaps")
