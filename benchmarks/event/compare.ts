/* One comparison, in this process alone: told by the arguments, answered to the parent. */
import type { Comparison } from './comparison.ts';
import { eventsOf } from './events.ts';
import { type Contender, measure } from './measure.ts';
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
const peer: Contender = { handle: powertools(request.schema), events: eventsOf('function', request.sent) };
const ours: Contender = { handle: sluice(request), events: eventsOf(kind, request.sent) };
await expectOutcome(peer);
await expectOutcome(ours);
const measured = await measure({ peer, ours, floor: { handle: unread, events: peer.events } });
process.send?.(measured, () => process.disconnect());

/** Compared is only what does the same. */
async function expectOutcome({ handle, events }: Contender): Promise<void> {
  const reply = JSON.stringify(await handle(events[0]));
  const isInvalid = reply.includes('invalid_parameters');
  if (isInvalid !== (validity === 'invalid')) throw new Error(`This should have been ${validity}: ${reply}`);
}
