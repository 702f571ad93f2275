/** A reader of CSV that is not ours: Python's csv. */
import { execFileSync } from 'node:child_process';

const SCRIPT = `
import csv, io, json, sys
text = io.TextIOWrapper(sys.stdin.buffer, encoding=sys.argv[2], newline="")
json.dump(list(csv.reader(text, delimiter=sys.argv[1], strict=sys.argv[1] == ",")), sys.stdout)`;

/** The rows of a file, its head first. `encoding`: Python's name of it. @throws for what Python does not take as CSV */
export function rowsOfCsv(text: string, delimiter = ',', encoding = 'utf-8-sig'): string[][] {
  const answer = execFileSync('python3', ['-c', SCRIPT, delimiter, encoding], { input: text });
  return JSON.parse(answer.toString()) as string[][];
}
