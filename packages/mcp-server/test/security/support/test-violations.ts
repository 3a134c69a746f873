import { describe, expect, it } from 'vitest';
import { type DoorRequest, headerPairs } from '../../support/door-request.ts';
import type { Door, Send } from '../../support/doors.ts';
import { type Refusal, type Seen, seenOf } from './answer.ts';
import { type Cell, cellsOf } from './cells.ts';
import type { Violation } from './violation.ts';
import { keyOf, PEOPLE, type Person, startWorld, type World } from './world.ts';

/** Tests each violation through every door that it can be tried at, over REST and over MCP. */
export function testViolations(title: string, violations: readonly Violation[]): void {
  describe(title, () => {
    it.each(cellsOf(violations).map((cell) => [cell.violation.name, cell.way, cell.door.name, cell] as const))(
      '%s, over %s, through %s, is refused',
      async (_name, _way, _door, cell) => refused(cell),
    );
  });
}

async function refused({ attempt, door }: Cell): Promise<void> {
  const world = await startWorld();
  const send = createSender(door, world);
  const request = await attempt.commit(world, (earlier) => seenOf(() => send(earlier)));
  const starts = world.executor.starts.length;
  const recorded = await world.countExecutions();
  const sending = seenOf(() => send(request));
  await attempt.meanwhile?.(world);
  const seen = await sending;
  const refusal = attempt.elsewhere?.[door.name] ?? attempt.refusal;
  expect(seen.refusal, seen.text).toEqual(refusal);
  expect(world.executor.starts).toHaveLength(starts);
  expect(await world.countExecutions()).toBe(recorded);
  tellsNothing(seen, world, request);
  const isUnlogged = 'thrown' in refusal || (door.name === 'stdio' && attempt.isUnloggedOverStdio === true);
  if (!('thrown' in refusal || isUnlogged)) expect(world.log.lines).toContainEqual(lineOf(refusal));
  if ('status' in refusal && [429, 503].includes(refusal.status))
    expect(Number(seen.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
}

/** Makes what sends through a door. Stdio takes the key from the environment, once for each process. */
export function createSender(door: Door, world: World): Send {
  const opened = new Map<string | undefined, Send>();
  return (request) => {
    const name = door.carries === 'mcp' ? apiKeyOf(request) : undefined;
    const send = opened.get(name) ?? door.open(world, { apiKey: name });
    opened.set(name, send);
    return send(request);
  };
}

function apiKeyOf(request: DoorRequest): string | undefined {
  return headerPairs(request).find(([name]) => name.toLowerCase() === 'x-api-key')?.[1];
}

/** Neither the answer nor the log has a credential, a stack, or where the CI system is. */
export function tellsNothing({ text }: Seen, { log }: World, request: DoorRequest): void {
  const sent = headerPairs(request)
    .filter(([name]) => ['x-api-key', 'authorization', 'cookie'].includes(name.toLowerCase()))
    .flatMap(([, value]) => value.split(/[\s,]+/))
    .filter((part) => part.length > 12);
  const secrets = [...Object.keys(PEOPLE).map((person) => keyOf(person as Person)), ...sent];
  for (const told of [text, log.text()]) {
    for (const secret of secrets) expect(told).not.toContain(secret);
    expect(told).not.toMatch(/\n\s+at \S|\\n\s+at \S|node_modules|\.ts:\d|node:internal/);
  }
  expect(text).not.toContain('ci.test');
}

/** How the log tells of a refusal: as an answered request, or as one that the app never saw. */
function lineOf(refusal: Exclude<Refusal, { thrown: string }>): unknown {
  if ('rpc' in refusal) return expect.toSatisfy(tellsOf(refusal.rpc));
  if ('tool' in refusal) return expect.objectContaining({ mcp_error: 'tool_error' });
  const { status, code } = refusal;
  return expect.toSatisfy(
    (line: Record<string, unknown>) =>
      (line['status'] === status && (line['code'] === code || line['message'] === 'A request was not read')) ||
      (line['message'] === 'An event was refused' && line['code'] === code) ||
      (status === 429 && line['message'] === 'Somebody asks again and again without showing who they are'),
  );
}

/** A line on standard input that is no message reaches nobody who could name it. */
function tellsOf(code: number): (line: Record<string, unknown>) => boolean {
  return (line) => line['mcp_error'] === String(code) || line['message'] === 'The MCP connection had a fault';
}
