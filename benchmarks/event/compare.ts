/* One comparison, in this process alone: told by the arguments, answered to the parent. */
import { deepEqual, match } from 'node:assert/strict';
import { type Answer, answer } from './answer.ts';
import type { Comparison } from './comparison.ts';
import { eventsOf } from './events.ts';
import { measure } from './measure.ts';
import { powertools } from './powertools.ts';
import { requestOf } from './requests.ts';
import { sluice } from './sluice.ts';
import { unread } from './unread.ts';

const [size, kind, validity] = process.argv.slice(2) as [
  Comparison['size'],
  Comparison['kind'],
  Comparison['validity'],
];
const request = requestOf(size, validity);
const events = { peer: eventsOf('function', request.sent), ours: eventsOf(kind, request.sent) };
await expectSame();
const peer = { handle: powertools(request.schema, answer), events: events.peer };
const ours = { handle: sluice(request, answer), events: events.ours };
const measured = await measure({ peer, ours, floor: { handle: unread, events: events.peer } });
process.send?.(measured, () => process.disconnect());

/** Compared is only what does the same: both tools get the same values, or both requests are refused. */
async function expectSame(): Promise<void> {
  const taken: Parameters<Answer>[0][] = [];
  const take: Answer = (values) => {
    taken.push({ ...values });
    return answer(values);
  };
  const replies = [await powertools(request.schema, take)(events.peer[0]), await sluice(request, take)(events.ours[0])];
  if (validity === 'valid') return deepEqual(taken, [request.values, request.values]);
  for (const reply of replies) match(JSON.stringify(reply), /invalid_parameters/);
  deepEqual(taken, []);
}
