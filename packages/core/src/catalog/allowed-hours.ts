import * as z from 'zod';
import { closedObject } from './closed-object.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const MINUTES_OF_DAY = 24 * 60;

/** A day of the week by its first three letters, such as `mon`. @public */
export type Weekday = (typeof DAYS)[number];

/**
 * When a pipeline may be started in an environment, by the clocks of a time zone.
 *
 * @public
 */
export interface AllowedHours {
  /** @defaultValue every day */
  readonly days?: readonly Weekday[] | undefined;
  /** Such as `09:00`. */
  readonly from: string;
  /** Such as `17:30`, or `24:00`: not included. Before `from`, it is on the next day. */
  readonly to: string;
  /** A name of the IANA time zone database, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const fromError = { error: 'must be a time of day, such as "09:00"' };
const from = z.string(fromError).regex(TIME, fromError);
const toError = { error: 'must be a time of day, such as "17:30" or "24:00"' };
const to = z.string(toError).refine((text) => TIME.test(text) || text === '24:00', toError);
const timeZone = z
  .string({ error: 'must be a time zone, such as "Europe/Berlin"' })
  .refine(isTimeZone, { error: 'is no time zone that is known here; such as "Europe/Berlin" or "UTC"' });
const days = z
  .array(z.enum(DAYS, { error: `a day is one of ${DAYS.join(', ')}` }))
  .min(1, { error: 'name at least one day, or leave "days" out for every day' });

/** `allowedHours` as a config has it. */
export const allowedHoursSchema: z.ZodType<AllowedHours> = closedObject({
  days: days.optional(),
  from,
  to,
  timeZone,
}).refine((hours) => hours.from !== hours.to, {
  error: '"from" and "to" are the same; leave allowedHours out for always',
});

/** Tells whether a moment (milliseconds since the epoch) lies within the hours. */
export function isWithin(hours: AllowedHours, now: number): boolean {
  const { day, minute } = localTime(hours.timeZone, now);
  const [start, end] = [minuteOf(hours.from), minuteOf(hours.to)];
  if (start < end) return isAllowedDay(hours, day) && start <= minute && minute < end;
  // Over midnight: what begins on an allowed day goes on into the next one.
  return (isAllowedDay(hours, day) && start <= minute) || (isAllowedDay(hours, day - 1) && minute < end);
}

/** Says which hours those are: `mon, tue from 09:00 to 17:00 (Europe/Berlin)`. */
export function describeHours({ days: allowed = DAYS, ...hours }: AllowedHours): string {
  const on = allowed.length === DAYS.length ? 'every day' : allowed.join(', ');
  return `${on} from ${hours.from} to ${hours.to} (${hours.timeZone})`;
}

/** Says what time it is there: `sat 21:14`. */
export function describeTime(hours: AllowedHours, now: number): string {
  const { day, minute } = localTime(hours.timeZone, now);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${DAYS[day]} ${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

function isAllowedDay({ days: allowed = DAYS }: AllowedHours, day: number): boolean {
  const name = DAYS.at(day);
  return name !== undefined && allowed.includes(name);
}

/** Weekday (0 is Monday) and minute of the day, as the clocks there show them. */
function localTime(zone: string, now: number): { readonly day: number; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((entry) => entry.type === type)?.value ?? '';
  const weekday = part('weekday').toLowerCase();
  return {
    day: DAYS.indexOf(weekday as Weekday),
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return Math.min(hour * 60 + minute, MINUTES_OF_DAY);
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
