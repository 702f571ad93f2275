/** The suite itself: no test without an expectation, and nothing that runs where it is skipped. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const TESTS = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .sort()
  .map((path) => parse(path, readFileSync(join(TESTS, path), 'utf8')));

it('each test expects something, itself or by a function that is called expect…', () => {
  expect(files.flatMap(withoutExpectation)).toEqual([]);
});

it('what may be skipped starts no program and reads no file while tests are only collected', () => {
  expect(files.flatMap(runsThoughSkipped)).toEqual([]);
});

it('finds what it is for', () => {
  const bad = parse(
    'bad.ts',
    `import { execFileSync } from 'node:child_process';
     it('a', () => { work(); });
     it.each([1])('b', async (n) => { await expectRefused(n); });
     describe.skipIf(missing('git'))('c', () => {
       const listed = execFileSync('git', ['ls-files']);
       const later = () => execFileSync('git');
       beforeAll(() => later());
       it('d', () => { expect(listed).toBe(''); });
     });`,
  );
  expect(withoutExpectation(bad)).toEqual(['bad.ts:2']);
  expect(runsThoughSkipped(bad)).toEqual(["bad.ts:5 execFileSync('git', ['ls-files'])"]);
});

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

function withoutExpectation(file: ts.SourceFile): string[] {
  return callsIn(file)
    .filter((call) => ['it', 'test'].includes(rootOf(call)))
    .flatMap((call) => bodyOf(call) ?? [])
    .filter((body) => !callsIn(body).some((call) => rootOf(call).startsWith('expect')))
    .map((body) => placeOf(file, body));
}

const OUTSIDE = /^node:(child_process|fs|fs\/promises|net)$/;

function runsThoughSkipped(file: ts.SourceFile): string[] {
  return callsIn(file)
    .filter((call) => rootOf(call) === 'describe' && /^describe\.skipIf/.test(call.expression.getText(file)))
    .flatMap((call) => bodyOf(call) ?? [])
    .flatMap((body) => callsIn(body, { now: true }))
    .filter((call) => importedFrom(file, OUTSIDE).has(rootOf(call)))
    .map((call) => `${placeOf(file, call)} ${call.getText(file).slice(0, 60)}`);
}

function importedFrom(file: ts.SourceFile, modules: RegExp): Set<string> {
  const names = file.statements.filter(ts.isImportDeclaration).flatMap((one) => {
    const bindings = one.importClause?.namedBindings;
    const isMeant = ts.isStringLiteral(one.moduleSpecifier) && modules.test(one.moduleSpecifier.text);
    return isMeant && bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
  });
  return new Set(names.map(({ name }) => name.text));
}

/** What is given to it to be called: of `it.each(rows)('…', async () => …)`, the function. */
function bodyOf({ arguments: given }: ts.CallExpression): ts.Node | undefined {
  return given.find((one) => ts.isArrowFunction(one) || ts.isFunctionExpression(one))?.body;
}

/** `now`: without those of functions that are only made. */
function callsIn(node: ts.Node, { now = false } = {}): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (inner: ts.Node) => {
    if (now && ts.isFunctionLike(inner)) return;
    if (ts.isCallExpression(inner)) found.push(inner);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return found;
}

/** `expect` of `expect(a).not.toBe(b)`, `it` of `it.each(rows)('…')`. */
function rootOf(call: ts.CallExpression): string {
  let node: ts.Node = call;
  while (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) node = node.expression;
  return ts.isIdentifier(node) ? node.text : '';
}

function placeOf(file: ts.SourceFile, node: ts.Node): string {
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
}
