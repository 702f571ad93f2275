/** The 2,000 made-up users of the demo: who they are. The same people each time; only their dates follow the clock. */
import { fold } from '../../../text/fold.ts';
import { CAST, type CastMember } from './cast.ts';
import { makeName } from './names.ts';
import { Chance } from './random.ts';
import { type Situation, someSituation } from './situation.ts';

const DEMO_USERS = 2_000;

export interface Person {
  id: number;
  username: string;
  email: string;
  fullName: string;
  phone: string | null;
  department: string | null;
  role: string;
  privileged: boolean;
  /** How long ago the account was made, as a share of the platform's four years: 1 at its beginning, 0 now. */
  age: number;
  situation: Situation;
  /** For what else has to be made up about this person. */
  chance: Chance;
}

const SEED = 20_261_124;

const DEPARTMENTS: (readonly [number, string | null])[] = [
  [12, 'Admissions'],
  [10, 'Student Services'],
  [10, 'Engineering'],
  [9, 'Research Office'],
  [9, 'Medical Faculty'],
  [8, 'Library'],
  [8, 'Graduate School'],
  [7, 'Finance'],
  [6, 'Human Resources'],
  [6, 'IT Operations'],
  [5, 'Communications'],
  [4, 'Facilities'],
  [4, 'Procurement'],
  [3, 'Legal'],
  [3, 'Alumni Relations'],
  [2, 'Data Protection'],
  [4, null],
];
const ROLES: (readonly [number, string])[] = [
  [58, 'Member'],
  [22, 'Reviewer'],
  [12, 'Coordinator'],
  [6.5, 'Manager'],
  [1.5, 'Platform admin'],
];
/** RFC 2606 keeps these for examples: no mail can reach anybody. */
const DOMAINS: (readonly [number, string])[] = [
  [60, 'example.org'],
  [25, 'example.com'],
  [15, 'example.net'],
];

export function demoPeople(): Person[] {
  const cast = new Map(CAST.map((member) => [member.id, member]));
  const taken = new Set(CAST.map(({ username }) => username));
  return Array.from({ length: DEMO_USERS }, (_, index) => {
    const id = index + 1;
    // Each from a seed of their own, so that a change to one leaves the others as they are.
    const chance = new Chance(SEED + id * 7_919);
    const member = cast.get(id);
    return member ? fromCast(member, chance) : makeUp(id, taken, chance);
  });
}

function fromCast(member: CastMember, chance: Chance): Person {
  return {
    id: member.id,
    username: member.username,
    email: `${member.username}@${member.domain ?? 'example.org'}`,
    fullName: member.fullName,
    phone: makePhone(chance),
    department: member.department,
    role: member.role ?? 'Reviewer',
    privileged: member.role === 'Platform admin',
    age: ageOf(member.id, chance),
    situation: member.situation,
    chance,
  };
}

function makeUp(id: number, taken: Set<string>, chance: Chance): Person {
  const fullName = makeName(chance);
  const username = freeUsername(fullName, taken);
  const role = chance.weighted(ROLES);
  return {
    id,
    username,
    email: `${username}@${chance.weighted(DOMAINS)}`,
    fullName,
    phone: chance.one(0.7) ? makePhone(chance) : null,
    department: chance.weighted(DEPARTMENTS),
    role,
    privileged: role === 'Platform admin',
    age: ageOf(id, chance),
    situation: someSituation(chance),
    chance,
  };
}

/** "Lucía García Fernández" is lucia.garcia-fernandez; the second of a name gets a 2. */
function freeUsername(fullName: string, taken: Set<string>): string {
  const [first = '', ...rest] = fold(fullName).replace(/'/g, '').split(' ');
  const base = [first, rest.join('-')].filter(Boolean).join('.');
  for (let number = 1; ; number += 1) {
    const username = number === 1 ? base : `${base}${number}`;
    if (taken.has(username)) continue;
    taken.add(username);
    return username;
  }
}

/** Numbers that both countries keep for fiction: no call can reach anybody. */
function makePhone(chance: Chance): string {
  const last = String(chance.between(0, 99)).padStart(2, '0');
  return chance.one(0.5) ? `+1 202 555 01${last}` : `+44 20 7946 09${last}`;
}

function ageOf(id: number, chance: Chance): number {
  return (DEMO_USERS - id + chance.between(0, 99) / 100) / DEMO_USERS;
}
