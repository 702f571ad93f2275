/** Rows of devices, written as django_otp's own code would: no column has a DEFAULT, and no foreign key cascades. */
import type { UserId } from '../contract.ts';
import type { DeviceTable } from './tables.ts';
import { djangoTime } from './times.ts';

type Values = Record<string, string | number | boolean | null>;

/** ThrottlingMixin.throttle_reset; nothing where the table is from before it. */
export function withoutThrottle({ columns }: DeviceTable): Values {
  return columns.has('throttling_failure_count')
    ? { throttling_failure_count: 0, throttling_failure_timestamp: null }
    : {};
}

/** TimestampMixin.set_last_used_timestamp; nothing where the table is from before it (django-otp 1.4). */
export function usedAt({ columns }: DeviceTable, now: number): Values {
  return columns.has('last_used_at') ? { last_used_at: djangoTime(now) } : {};
}

/** Of a device that is made now. */
export function newDevice(table: DeviceTable, id: UserId, name: string, now: number): Values {
  return {
    ...{ user_id: id, name, confirmed: true },
    ...withoutThrottle(table),
    ...(table.columns.has('created_at') ? { created_at: djangoTime(now), last_used_at: null } : {}),
  };
}
