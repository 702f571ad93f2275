/** Says what could not run and why, and closes every run with one line that a person and a script can read. */
import { writeSync } from 'node:fs';
import type { Reporter, TestModule, TestSuite, Vitest } from 'vitest/node';
import { everythingMustRun, PARTS } from './parts.ts';

export default class ClosingLine implements Reporter {
  private passed = 0;
  private failed = 0;
  private skipped = 0;

  onInit(_vitest: Vitest): void {
    // At exit: what stops after the tests, or fails to, must not print below it.
    process.once('exit', (code) => {
      // A run that never began, or found no file, has failed too.
      const failed = code !== 0 && this.failed === 0 ? 1 : this.failed;
      writeSync(1, `${notes()}${this.passed} passed, ${failed} failed, ${this.skipped} skipped\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.passed = 0;
    this.skipped = 0;
    this.failed = unhandledErrors.length;
    for (const module of modules) {
      this.failed += ownFailures(module);
      for (const suite of module.children.allSuites()) this.failed += ownFailures(suite);
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') this.passed += 1;
        else if (state === 'failed') this.failed += 1;
        else this.skipped += 1;
      }
    }
  }
}

/** A file that does not load or a hook that throws fails without any test of it failing. */
function ownFailures(suite: TestModule | TestSuite): number {
  return suite.errors().length > 0 ? 1 : 0;
}

function notes(): string {
  return Object.values(PARTS)
    .map((part) => ({ ...part, why: part.missing() }))
    .filter((part) => part.why !== null)
    .map(({ title, why, install, required }) => {
      const word = everythingMustRun && required === true ? 'missing' : 'skipped';
      const excuse = everythingMustRun && required !== true ? `; not insisted on: ${required.because}` : '';
      return `${word}: ${title} — ${why} (${install})${excuse}\n`;
    })
    .join('');
}
