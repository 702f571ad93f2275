/** Each setting of the policy by its name, `emergencyCode.maxMinutes`: for whoever shows or changes one at a time. */
import { z } from 'zod';
import { MEANT, POLICY, type Policy, type PolicySection, TITLES } from './policy.ts';

/** What a setting can be: a whole number, yes or no, or some of these. */
export type Kind =
  | { is: 'whole'; min: number; max: number }
  | { is: 'yes-no' }
  | { is: 'some'; of: readonly string[] };
export type Value = number | boolean | readonly string[];

export interface Setting {
  /** Its place: `['emergencyCode', 'maxMinutes']`. */
  path: readonly string[];
  label: string;
  unit: string | null;
  /** The groups within the section that it stands in, from the outside. */
  groups: readonly string[];
  standard: Value;
  kind: Kind;
}

/** In the order of the schema, which is that of the page. */
export const SETTINGS: readonly Setting[] = walk(POLICY, [], []);

export function settingsOf(section: PolicySection): Setting[] {
  return SETTINGS.filter(({ path }) => path[0] === section);
}

/** Those that stand together, by the innermost group. */
export function inGroups(settings: readonly Setting[]): [group: string | undefined, settings: Setting[]][] {
  const found: [string | undefined, Setting[]][] = [];
  for (const setting of settings) {
    const group = setting.groups.at(-1);
    const last = found.at(-1);
    if (last && last[0] === group) last[1].push(setting);
    else found.push([group, [setting]]);
  }
  return found;
}

/** How a section is called. */
export function titleOf(section: PolicySection): string {
  return TITLES.get(POLICY.shape[section])?.title ?? section;
}

export function nameOf({ path }: Setting): string {
  return path.join('.');
}

export function valueIn(policy: Policy, { path }: Setting): Value {
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], policy) as Value;
}

/** This one setting and nothing else, as `changes` of a policy. */
export function changing({ path }: Setting, value: Value): PolicyChanges {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as PolicyChanges;
}

type Partly<Part> = Part extends readonly unknown[]
  ? Part
  : Part extends object
    ? { [Key in keyof Part]?: Partly<Part[Key]> }
    : Part;
/** Some settings of it: the others stay. */
export type PolicyChanges = Partly<Policy>;

/** `changes` over what is there, unchecked. A list is taken whole. */
export function over(present: unknown, changes: unknown): unknown {
  if (!isGroup(present) || !isGroup(changes)) return changes;
  return Object.fromEntries(
    [...new Set([...Object.keys(present), ...Object.keys(changes)])].map((key) => [
      key,
      Object.hasOwn(changes, key) ? over(present[key], changes[key]) : present[key],
    ]),
  );
}

/** What of `stored` there is a setting for: a newer console may know more. */
export function known(present: unknown, stored: unknown): unknown {
  if (!isGroup(present) || !isGroup(stored)) return stored;
  const keys = Object.keys(present).filter((key) => Object.hasOwn(stored, key));
  return Object.fromEntries(keys.map((key) => [key, known(present[key], stored[key])]));
}

/** Where nobody chose. */
export const STANDARD: Policy = SETTINGS.reduce<unknown>(
  (policy, setting) => over(policy, changing(setting, setting.standard)),
  {},
) as Policy;

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function walk(schema: z.ZodObject, path: readonly string[], groups: readonly string[]): Setting[] {
  return Object.entries(schema.shape).flatMap(([key, field]): Setting[] => {
    const here = [...path, key];
    if (field instanceof z.ZodObject) {
      const title = TITLES.get(field)?.title;
      return walk(field, here, path.length === 0 || title === undefined ? [] : [...groups, title]);
    }
    const meant = MEANT.get(field as z.ZodType);
    if (!meant) throw new Error(`nothing says what ${here.join('.')} means`);
    const { label, unit = null, standard } = meant;
    return [
      { path: here, label, unit, groups, standard: standard as Value, kind: kindOf(field as z.ZodType) },
    ];
  });
}

function kindOf(field: z.ZodType): Kind {
  if (field instanceof z.ZodBoolean) return { is: 'yes-no' };
  if (field instanceof z.ZodArray)
    return { is: 'some', of: (field.element as z.ZodEnum).options as string[] };
  const { minValue, maxValue } = field as z.ZodNumber;
  return { is: 'whole', min: minValue as number, max: maxValue as number };
}
