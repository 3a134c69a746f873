import { describe, expect, it } from 'vitest';
import { type AllowedHours, ConfigurationError, type EnvironmentConfig, type JsonSchema } from '../src/index.ts';
import { errorOf } from './fixtures/error-of.ts';
import { createScriptedExecutor } from './fixtures/scripted-executor.ts';
import { ALICE, createWorld, dnsCatalog, dnsGroup, EVE, READER, type World } from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'prod', parameters: { record: 'www' } } as const;
const OFFICE: AllowedHours = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
  timeZone: 'Europe/Berlin',
};
const NIGHT: AllowedHours = { days: ['fri'], from: '22:00', to: '04:00', timeZone: 'UTC' };

function worldAt(time: string, rules: EnvironmentConfig): Promise<World> {
  return createWorld({ start: Date.parse(time), pipeline: { environments: { dev: {}, prod: rules } } });
}

async function isAllowed(time: string, allowedHours: AllowedHours): Promise<boolean> {
  const { service } = await worldAt(time, { allowedHours });
  const outcome = service.execute(REQUEST, ALICE).then(
    () => true,
    (error: unknown) => (error as { code?: string }).code !== 'outside_allowed_hours',
  );
  return outcome;
}

describe('allowed hours', () => {
  it.each([
    ['on a working day in winter', '2026-01-05T08:00:00Z', OFFICE, true],
    ['a moment too early', '2026-01-05T07:59:59Z', OFFICE, false],
    ['up to their end', '2026-01-05T15:59:59Z', OFFICE, true],
    ['not at their end', '2026-01-05T16:00:00Z', OFFICE, false],
    ['by the clocks there in summer', '2026-07-06T07:00:00Z', OFFICE, true],
    ['not an hour late in summer', '2026-07-06T15:00:00Z', OFFICE, false],
    ['not at the weekend', '2026-01-10T10:00:00Z', OFFICE, false],
    ['over midnight, on the evening', '2026-01-09T23:00:00Z', NIGHT, true],
    ['over midnight, on the morning after', '2026-01-10T03:59:00Z', NIGHT, true],
    ['over midnight, not on the morning before', '2026-01-09T03:59:00Z', NIGHT, false],
    ['over midnight, not past their end', '2026-01-10T04:00:00Z', NIGHT, false],
    [
      'from Sunday into Monday',
      '2026-01-12T01:00:00Z',
      { days: ['sun'], from: '23:00', to: '02:00', timeZone: 'UTC' },
      true,
    ],
    ['every day where none is named', '2026-01-10T10:00:00Z', { from: '00:00', to: '24:00', timeZone: 'UTC' }, true],
    ['until midnight', '2026-01-10T23:59:59Z', { from: '12:00', to: '24:00', timeZone: 'UTC' }, true],
  ] as const)('hold %s', async (_, time, hours, allowed) => {
    expect(await isAllowed(time, hours)).toBe(allowed);
  });

  it('refuse with what is allowed and what time it is there', async () => {
    const { service, executor, store } = await worldAt('2026-01-10T20:14:00Z', { allowedHours: OFFICE });

    const error = await errorOf(service.execute(REQUEST, ALICE));

    expect(error).toMatchObject({ code: 'outside_allowed_hours', retryable: true });
    expect(error.message).toBe(
      'Nothing was started by this request: dns may be started in prod on mon, tue, wed, thu, fri from 09:00 to 17:00 ' +
        '(Europe/Berlin) only, and it is sat 21:14 there. Ask again then.',
    );
    expect(executor.calls).toEqual([]);
    expect(await store.get('execution-1')).toBeUndefined();
  });

  it('say first what is wrong with the request, which no hour mends', async () => {
    const { service } = await worldAt('2026-01-10T20:14:00Z', { allowedHours: OFFICE });

    const error = await errorOf(service.execute({ ...REQUEST, parameters: { recrod: 'www' } }, ALICE));

    expect(error.code).toBe('invalid_parameters');
  });

  it('hold for an approval too, which may be given later', async () => {
    const rules = { allowedHours: OFFICE, approval: 'second-person', approvalTimeoutMinutes: 24 * 60 } as const;
    const { service, executor, clock } = await worldAt('2026-01-05T15:30:00Z', rules);
    const { execution } = await service.execute(REQUEST, ALICE);
    await clock.advance(3_600_000);

    expect(await errorOf(service.approve(execution.executionId, EVE))).toMatchObject({ code: 'outside_allowed_hours' });
    expect(executor.calls).toEqual([]);
    await clock.advance(16 * 3_600_000);
    expect(await service.approve(execution.executionId, EVE)).toMatchObject({ status: 'running' });
  });
});

describe('a protected parameter', () => {
  const rules = { protectedParameters: ['ttl'] };

  it('may not be set', async () => {
    const { service } = await worldAt('2026-01-05T08:00:00Z', rules);

    const error = await errorOf(service.execute({ ...REQUEST, parameters: { ttl: 60 } }, ALICE));

    expect(error.fields).toEqual([{ field: 'ttl', message: 'may not be set in prod' }]);
  });

  it('may be sent with its default, which it keeps', async () => {
    const { service } = await worldAt('2026-01-05T08:00:00Z', rules);

    const { execution } = await service.execute({ ...REQUEST, parameters: { record: 'www', ttl: 300 } }, ALICE);

    expect(execution.parameters).toEqual({ record: 'www', ttl: 300 });
  });
});

describe('a config', () => {
  async function issuesOf(rules: unknown, properties?: Record<string, JsonSchema>): Promise<readonly string[]> {
    const environments = { dev: {}, prod: rules as EnvironmentConfig };
    const catalog = dnsCatalog(createScriptedExecutor(), {
      pipeline: { environments },
      ...(properties === undefined ? {} : { group: dnsGroup(properties) }),
    });
    const error: unknown = await catalog.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof ConfigurationError
      ? error.issues.map(({ path, message }) => `${path.slice(-3).join('.')}: ${message}`)
      : [];
  }

  it.each<[unknown, string]>([
    [{ approval: 'boss' }, 'environments.prod.approval: must be "none", "requester" or "second-person"'],
    [
      { approval: 'requester', approvalTimeoutMinutes: 0 },
      'environments.prod.approvalTimeoutMinutes: must be at least 1 minute',
    ],
    [
      { approval: 'requester', approvalTimeoutMinutes: 1.5 },
      'environments.prod.approvalTimeoutMinutes: must be a whole number of minutes',
    ],
    [
      { approval: 'requester', approvalTimeoutMinutes: 50_000 },
      'environments.prod.approvalTimeoutMinutes: must be at most 43200 minutes, which is 30 days',
    ],
    [
      { approvalTimeoutMinutes: 5 },
      'environments.prod.approvalTimeoutMinutes: is of no use without "approval": "requester" or "second-person"',
    ],
    [{ allowedHours: 'office' }, 'environments.prod.allowedHours: must be an object with days, from, to, timeZone'],
    [
      { allowedHours: { ...OFFICE, day: 'mon' } },
      'prod.allowedHours.day: is not known here; accepted: days, from, to, timeZone',
    ],
    [
      { allowedHours: { ...OFFICE, days: ['monday'] } },
      'allowedHours.days.0: a day is one of mon, tue, wed, thu, fri, sat, sun',
    ],
    [
      { allowedHours: { ...OFFICE, days: [] } },
      'prod.allowedHours.days: name at least one day, or leave "days" out for every day',
    ],
    [{ allowedHours: { ...OFFICE, from: '9:00' } }, 'prod.allowedHours.from: must be a time of day, such as "09:00"'],
    [
      { allowedHours: { ...OFFICE, to: '24:01' } },
      'prod.allowedHours.to: must be a time of day, such as "17:30" or "24:00"',
    ],
    [
      { allowedHours: { from: '09:00', to: '17:00' } },
      'prod.allowedHours.timeZone: must be a time zone, such as "Europe/Berlin"',
    ],
    [
      { allowedHours: { ...OFFICE, timeZone: 'Berlin' } },
      'prod.allowedHours.timeZone: is no time zone that is known here; such as "Europe/Berlin" or "UTC"',
    ],
    [
      { allowedHours: { ...OFFICE, to: '09:00' } },
      'environments.prod.allowedHours: "from" and "to" are the same; leave allowedHours out for always',
    ],
    [
      { approvals: 'requester' },
      'environments.prod.approvals: is not known here; accepted: target, concurrency, protectedParameters, approval, approvalTimeoutMinutes, allowedHours',
    ],
  ])('with the rules %j is refused with what is accepted', async (rules, issue) => {
    expect(await issuesOf(rules)).toEqual([issue]);
  });

  it.each<[string, Record<string, JsonSchema>, string]>([
    [
      'a secret that everybody could read',
      { password: { type: 'string', writeOnly: true, default: 'changeit' } },
      'schema.properties.password: "password" is writeOnly, so it has no default, which everybody could read',
    ],
    [
      'a secret that names the execution',
      { tenant_id: { type: 'string', writeOnly: true } },
      `schema.properties.tenant_id: "tenant_id" names the execution, so it can't be writeOnly`,
    ],
    [
      'a secret within a parameter',
      { user: { type: 'object', properties: { password: { type: 'string', writeOnly: true } } } },
      'schema.properties.user: "user" has a part that is writeOnly; mark the whole property, since it is kept as one',
    ],
  ])('with %s is refused', async (_, properties, issue) => {
    expect(await issuesOf({}, properties)).toEqual([issue]);
  });

  it('without rules is the one that it was: no approval, at any time', async () => {
    const { service } = await worldAt('2026-01-10T20:14:00Z', {});

    const { execution } = await service.execute(REQUEST, ALICE);

    expect(execution).toMatchObject({ status: 'running' });
    expect((await service.get(execution.executionId, READER)).execution.approval).toBeUndefined();
  });
});
