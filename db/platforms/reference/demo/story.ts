/** What has happened to a made-up user: rows that agree with each other and with the user's situation. */
import { contactChangesOf } from './contact-changes.ts';
import { makeDevices, makeSessions } from './devices.ts';
import type { Person } from './people.ts';
import type { Chance } from './random.ts';
import type { Authenticator, CodeRow, Event, Story } from './rows.ts';
import { DAY, HOUR, MINUTE, PLATFORM_AGE, SECOND, TIME_STEP } from './times.ts';

export type { Story } from './rows.ts';

const AUTHENTICATORS = [
  'Authy',
  '1Password',
  'Google Authenticator',
  'Passwords on iPhone',
  'macOS Keychain',
  'Work phone',
  null,
];
const CODES = 10;
const LOCKS_AT = 5;
const LOCKS_LONG_AT = 10;

export function tellStory(person: Person, now: number): Story {
  const teller = new Teller(person, now);
  return teller.tell();
}

class Teller {
  private readonly person: Person;
  private readonly now: number;
  private readonly chance: Chance;
  private readonly createdAt: number;
  private readonly events: Event[] = [];
  private readonly codes: CodeRow[] = [];

  constructor(person: Person, now: number) {
    this.person = person;
    this.now = now;
    this.chance = person.chance;
    // Nobody is younger than six hours: there must have been time for what happened.
    this.createdAt = now - 6 * HOUR - Math.floor(person.age * PLATFORM_AGE);
  }

  tell(): Story {
    const { enrolment, visits } = this.person.situation;
    if (visits === 'never') return this.story({ lastLoginAt: null, required: false, authenticator: null });
    const lastVisit = this.lastVisit();
    const paired = enrolment === 'pending' || enrolment === 'off' ? null : this.enrol(lastVisit);
    switch (enrolment) {
      case 'on':
        return this.enrolled(paired as Authenticator, lastVisit);
      case 'pending':
        return this.pending();
      case 'off':
        this.visit(lastVisit);
        return this.story({
          lastLoginAt: lastVisit,
          required: this.person.privileged || this.chance.one(0.08),
          authenticator: null,
        });
      case 'reset':
        this.visit(lastVisit, 'code-used');
        return this.loseAuthenticator(lastVisit, 'reset', 'by support');
      case 'disabled':
        this.visit(lastVisit, 'code-used');
        return this.loseAuthenticator(lastVisit, 'disabled', this.chance.pick(['by the user', 'by support']));
    }
  }

  private enrolled(authenticator: Authenticator, lastVisit: number): Story {
    const { codesLeft, failed } = this.person.situation;
    const generatedAt = (authenticator.confirmedAt as number) + this.chance.between(1, 4) * MINUTE;
    if (codesLeft !== null) this.generateCodes(generatedAt, codesLeft, lastVisit);
    for (const time of this.moments(this.chance.between(0, 2), generatedAt, lastVisit))
      this.visit(time, 'code-used');
    this.visit(lastVisit, 'code-used');
    const lastLoginAt = this.issueEmergencyCode() ?? lastVisit;
    const lockedUntil = this.fail(failed);
    return this.story({
      lastLoginAt,
      required: true,
      lockedUntil,
      authenticator: {
        ...authenticator,
        lastUsedAt: lastVisit,
        lastUsedStep: Math.floor(lastVisit / TIME_STEP),
      },
    });
  }

  private pending(): Story {
    const startedAt = this.clamp(
      this.now - this.person.situation.daysAgo * DAY - this.chance.between(20, 200) * MINUTE,
    );
    // Who signs in to pair, and does not finish, is still in the Profile area.
    this.visit(startedAt - 2 * MINUTE);
    this.event(startedAt, 'pairing-started', null);
    return this.story({
      lastLoginAt: startedAt - 2 * MINUTE,
      required: false,
      authenticator: {
        name: null,
        createdAt: startedAt,
        confirmedAt: null,
        lastUsedAt: null,
        lastUsedStep: null,
      },
    });
  }

  private loseAuthenticator(lastVisit: number, kind: 'reset' | 'disabled', detail: string): Story {
    const time = this.after(lastVisit);
    this.event(time, kind, detail);
    if (detail === 'by support') this.event(time, 'sessions-revoked', detail);
    return this.story({
      lastLoginAt: lastVisit,
      required: kind === 'reset',
      authenticator: null,
      signedOut: detail === 'by support',
    });
  }

  private enrol(lastVisit: number): Authenticator {
    const first = this.createdAt + this.chance.between(5, 40) * MINUTE;
    const room = Math.max(0, Math.min(30 * DAY, lastVisit - first - 2 * HOUR));
    const createdAt = first + (this.chance.one(0.7) ? 0 : this.chance.between(0, room));
    const confirmedAt = createdAt + this.chance.between(40, 400) * SECOND;
    this.visit(createdAt - MINUTE);
    this.event(createdAt, 'pairing-started', null);
    this.event(confirmedAt, 'enrolled', null);
    return {
      name: this.chance.pick(AUTHENTICATORS),
      createdAt,
      confirmedAt,
      lastUsedAt: null,
      lastUsedStep: null,
    };
  }

  private generateCodes(generatedAt: number, left: number, lastVisit: number): void {
    this.event(generatedAt, 'backup-codes-generated', null);
    const used = this.moments(CODES - left, generatedAt + MINUTE, lastVisit - MINUTE);
    for (let index = 0; index < CODES; index += 1) {
      const usedAt = used[index] ?? null;
      this.codes.push({ kind: 'standard', createdAt: generatedAt, usedAt, expiresAt: null });
      if (usedAt !== null) this.visit(usedAt, 'backup-code-used');
    }
  }

  /** When it was used; null when there is none, or it was not. */
  private issueEmergencyCode(): number | null {
    const { emergency } = this.person.situation;
    // A young account has had no time for one.
    if (emergency === null || this.createdAt > this.now - 8 * DAY) return null;
    const expiresAt =
      emergency === 'outstanding'
        ? this.now + this.chance.between(25, 55) * MINUTE
        : this.now - this.chance.between(1, 60) * HOUR;
    const createdAt = expiresAt - HOUR;
    const usedAt = emergency === 'used' ? createdAt + this.chance.between(2, 30) * MINUTE : null;
    this.codes.push({ kind: 'emergency', createdAt, usedAt, expiresAt });
    this.event(createdAt, 'emergency-code-issued', 'by support');
    if (usedAt === null) return null;
    this.event(usedAt, 'backup-code-used', 'emergency code');
    this.event(usedAt, 'login', null);
    return usedAt;
  }

  /** Wrong codes in a row, after the last visit. Until when that locks; null when it does not. */
  private fail(times: number): number | null {
    if (times === 0) return null;
    const last = this.now - this.chance.between(2, 15) * MINUTE;
    for (let number = 1; number <= times; number += 1) {
      // The tenth comes after the half hour that the fifth cost.
      const waited = times >= LOCKS_LONG_AT && number <= LOCKS_AT ? 35 * MINUTE : 0;
      const time = last - (times - number) * 20 * SECOND - waited;
      this.event(time, 'code-failed', null);
      if (number === LOCKS_AT || number === LOCKS_LONG_AT)
        this.event(time, 'locked', `${number} wrong codes`);
    }
    if (times < LOCKS_AT) return null;
    return last + (times < LOCKS_LONG_AT ? 30 * MINUTE : 30 * DAY);
  }

  private visit(time: number, opensWith?: 'code-used' | 'backup-code-used'): void {
    if (opensWith) this.event(time, opensWith, null);
    this.event(time, 'login', null);
  }

  private event(time: number, kind: Event['kind'], detail: string | null): void {
    this.events.push({ time, kind, detail });
  }

  private lastVisit(): number {
    const { visits, failed, enrolment, daysAgo, emergency } = this.person.situation;
    if (visits === 'dormant') return this.clamp(this.now - this.chance.between(200, 900) * DAY);
    // What came after the visit must have had room after it.
    const since = enrolment === 'reset' || enrolment === 'disabled' ? daysAgo * DAY : 0;
    const earliest = failed > 0 || emergency !== null ? 4 * DAY : 10 * MINUTE;
    return this.clamp(this.now - since - earliest - this.chance.between(0, 14 * 24 * 60) * MINUTE);
  }

  /** Between three hours after the account was made and two hours ago. */
  private clamp(time: number): number {
    return Math.max(this.createdAt + 3 * HOUR, time);
  }

  /** Some time after the last visit, and before now. */
  private after(lastVisit: number): number {
    const wanted = this.now - this.person.situation.daysAgo * DAY - this.chance.between(10, 90) * MINUTE;
    return Math.max(wanted, lastVisit + 5 * MINUTE);
  }

  /** `count` times between two others, in order. */
  private moments(count: number, from: number, to: number): number[] {
    return Array.from({ length: count }, () => this.chance.between(from, Math.max(from, to))).sort(
      (a, b) => a - b,
    );
  }

  private story({
    lockedUntil = null,
    signedOut = false,
    ...facts
  }: Pick<Story, 'lastLoginAt' | 'required' | 'authenticator'> & {
    lockedUntil?: number | null;
    signedOut?: boolean;
  }): Story {
    const stay =
      signedOut || facts.lastLoginAt === null ? null : { from: this.createdAt, since: facts.lastLoginAt };
    return {
      ...facts,
      createdAt: this.createdAt,
      lockedUntil,
      codes: this.codes,
      sessions: stay ? makeSessions(this.person, stay, this.now) : [],
      devices: stay ? makeDevices(this.person, stay, this.now) : [],
      // A stable sort: what happens at one moment stays in the order it was told.
      events: [...this.events, ...contactChangesOf(this.person.username, this.now)].sort(
        (a, b) => a.time - b.time,
      ),
    };
  }
}
