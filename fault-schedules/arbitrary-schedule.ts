import * as fc from 'fast-check';
import type { Fault, Schedule, SystemName } from './schedule.ts';

/** What may be late: less than the settle window, with what a request takes besides. */
const MAX_DELAY_MS = 100_000;

/** Requests of an execution that is started, found and followed without much trouble. */
const REQUESTS = 24;

const BAD_GATEWAY = '<html><head><title>502 Bad Gateway</title></head></html>';

const delayMs: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(20, 90, 5000, 5090, 5120, 5150, 5200, MAX_DELAY_MS),
  fc.integer({ min: 1, max: MAX_DELAY_MS }),
);

/** What either CI system can do, and what is between it and us. */
const common: readonly fc.Arbitrary<Fault>[] = [
  ...(
    [
      'commit-then-timeout',
      'commit-then-502',
      'commit-then-reset',
      'commit-then-partial-answer',
      'garbage',
      'reset',
      'never-answered',
      'connection-refused',
    ] as const
  ).map((kind) => fc.constant({ kind })),
  fc.record({ kind: fc.constant('commit-late' as const), delayMs }),
  fc.record({ kind: fc.constant('late-visibility' as const), delayMs }),
  fc.record({
    kind: fc.constant('too-many-requests' as const),
    retryAfterSeconds: fc.constantFrom(undefined, 0, 1, 7, 90),
  }),
  fc.record({ kind: fc.constant('commit-then-status' as const), status: fc.constantFrom(500, 502, 503, 504) }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(400, 401, 403, 409, 422, 500, 502, 503, 504),
    body: fc.constantFrom('', '{"message":"no"}', BAD_GATEWAY),
  }),
];

const early = fc.oneof(fc.nat(8), fc.nat(REQUESTS));

/** Among them such as come to where an item leaves Jenkins' queue, and look at each step of it. */
const pausesMs: fc.Arbitrary<number[]> = fc.oneof(
  fc.array(fc.constantFrom(1000, 0, 30, 60, 100, 2000, 5000, 20_000, 170_000), { minLength: 1, maxLength: 8 }),
  fc
    .tuple(fc.integer({ min: 4900, max: 5160 }), fc.array(fc.constantFrom(0, 10, 20), { minLength: 3, maxLength: 6 }))
    .map(([first, rest]) => [first, ...rest]),
);

const gitLab: readonly fc.Arbitrary<Fault>[] = [fc.constant({ kind: 'creation-rate-limit' as const })];

const jenkins: readonly fc.Arbitrary<Fault>[] = [
  ...(
    ['loading', 'coalesced', 'refused', 'wrong-location', 'queue-item-gone', 'log-roll-over', 'wfapi-missing'] as const
  ).map((kind) => fc.constant({ kind })),
  fc.record({
    kind: fc.constant('restart' as const),
    losesQueue: fc.boolean(),
    downForMs: fc.constantFrom(0, 100, 20_000, 90_000),
  }),
];

/** Draws schedules for a CI system. Simpler ones come first, and are what a broken one is shrunk to. */
export function arbitrarySchedule(system: SystemName): fc.Arbitrary<Schedule> {
  const fault = fc.oneof(...common, ...(system === 'jenkins' ? jenkins : gitLab));
  const schedules = fc.record({
    setting: fc.nat(31),
    skewMs: fc.oneof(fc.constant(0), fc.integer({ min: -240_000, max: 240_000 })),
    startFault: fc.option(fault, { nil: undefined, freq: 3 }),
    faults: fc.uniqueArray(fc.record({ at: early, fault }), { maxLength: 6, selector: (each) => each.at }),
    kills: fc.uniqueArray(fc.record({ at: early, isSent: fc.boolean() }), {
      maxLength: 2,
      selector: (each) => each.at,
    }),
    strangers: fc.array(fc.record({ at: early, as: fc.constantFrom('nobody', 'another', 'similar') }), {
      maxLength: 4,
    }),
    cancels: fc.uniqueArray(fc.nat(10), { maxLength: 2 }),
    latenciesMs: fc.array(fc.constantFrom(0, 2, 20, 40, 60, 100, 400, 3000), { maxLength: 8 }),
    pausesMs,
  });
  return schedules.filter(canBeKnown);
}

/** A run that Jenkins neither lists nor shows by its number can't be told from one that it has lost. */
function canBeKnown({ startFault, faults }: Schedule): boolean {
  const kinds = [startFault?.kind, ...faults.map(({ fault }) => fault.kind)];
  return !(kinds.includes('late-visibility') && kinds.includes('queue-item-gone'));
}
