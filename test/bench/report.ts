/** What the benchmark prints. */
import os from 'node:os';
import { table } from '../../main/cli/text.ts';
import type { Filled } from './fill.ts';
import { type Goal, isMet, type Measurement, ratioOf } from './measurement.ts';

export interface BenchReport {
  machine: string;
  filled: Filled;
  measurements: readonly Measurement[];
}

/** A comparison is worth something only with what it ran on. */
export function machine(mariadb: string): string {
  const [cpu] = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${os.cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${memory} GiB, ${os.type()}, Node ${process.versions.node}, MariaDB ${mariadb}`;
}

export function asTable({ machine, filled, measurements }: BenchReport): string {
  const rows = Object.entries(filled.rows).map(([name, count]) => `${count} ${name}`);
  return `${machine}\n${rows.join(', ')}\n\n${table(
    ['MEASURED', 'REKEY', 'BARE', 'RATIO', 'GOAL', 'MET'],
    measurements.map((measurement) => {
      const { what, rekey, bare, unit, goal } = measurement;
      const ratio = ratioOf(measurement);
      const met = isMet(measurement);
      return [
        what,
        `${short(rekey)} ${unit}`,
        bare === null ? '-' : `${short(bare)} ${unit}`,
        ratio === null ? '-' : `${ratio.toFixed(2)}×`,
        goal === null ? '-' : goalWords(goal, unit),
        met === null ? '-' : met ? 'yes' : 'NO',
      ];
    }),
  )}`;
}

function goalWords(goal: Goal, unit: string): string {
  if ('ratio' in goal) return `≤ ${goal.ratio}×`;
  if ('share' in goal) return `≥ ${goal.share}×`;
  return 'under' in goal ? `< ${goal.under} ${unit}` : `> ${goal.over} ${unit}`;
}

export function asJson({ machine, filled, measurements }: BenchReport) {
  return {
    machine,
    filled,
    measurements: measurements.map((measurement) => ({
      ...measurement,
      ratio: ratioOf(measurement),
      met: isMet(measurement),
    })),
  };
}

/** Three digits that matter. */
function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
