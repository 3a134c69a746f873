/*
 * What does an agent's event cost, from the event to the reply? The functions that the product's Lambda handlers call
 * (recognise the form, decode by the declared schema, validate, encode within the byte budget), beside what a team would
 * assemble today: the resolver of Powertools for AWS Lambda with a tool that validates with zod. Each comparison has
 * processes of its own, in which they take turns. Fails when a median of ratios is beyond its limit.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Comparison, KINDS, SIZES, type Size } from './event/comparison.ts';
import type { Measured } from './event/measure.ts';

/**
 * What an event may cost of the peer's, somewhat more than it does. With few parameters, much of both is what nobody can do
 * without.
 */
const VALID_LIMITS: Readonly<Record<Size, number>> = {
  '3 parameters': 1.4,
  '10 parameters': 0.8,
  'list of texts': 1.2,
  'list as Java writes it': 2.2,
};
const INVALID_LIMITS: Readonly<Record<Size, number>> = {
  '3 parameters': 0.6,
  '10 parameters': 0.75,
  'list of texts': 0.85,
  'list as Java writes it': 1.6,
};

/** What an event should cost of the peer's. The limits keep what there is from getting worse; this is where it should be. */
const GOAL = 0.5;

/** What the compiler makes of the same code differs from process to process. */
const PROCESSES = 3;

console.log(`Event to reply, nanoseconds; medians of rounds by turns.

Powertools + zod: BedrockAgentFunctionResolver of @aws-lambda-powertools/event-handler, whose tool parses its parameters
with zod's safeParse and answers with a small object, or with what is wrong. It takes functions only; the OpenAPI kind is
compared with the same request as a function. It leaves lists as texts: those of JSON its tool parses, those of Java's form
it splits at each comma, whatever the names hold.
Sluice: the same answers and the same rules, and beside them: values in any encoding an agent is known to send, whatever is
ambiguous asked again; numbers that JavaScript would round refused; names given twice noticed; the reply within 24,000
bytes; session attributes merged; faults with what the document says of each parameter.
Unread: the promise of a function that does not look at its event, and the same answer as JSON in its envelope.
`);
console.log(row('', 'unread', 'peer', 'sluice', 'ratio', 'limit'));
let tooDear = 0;
let atGoal = 0;
let compared = 0;
for (const size of SIZES) {
  for (const kind of KINDS) {
    await report({ size, kind, validity: 'valid' }, VALID_LIMITS[size]);
    await report({ size, kind, validity: 'invalid' }, INVALID_LIMITS[size]);
  }
}
console.log(`\n${atGoal} of ${compared} at the goal of ${GOAL} or below.`);
console.log(tooDear === 0 ? 'All within their limits.' : `${tooDear} beyond their limit.`);
process.exitCode = tooDear === 0 ? 0 : 1;

async function report(comparison: Comparison, limit: number): Promise<void> {
  const runs: Measured[] = [];
  for (let run = 0; run < PROCESSES; run += 1) runs.push(await measured(comparison));
  const { peerNs, oursNs, floorNs, ratio } = medianOf(runs);
  if (ratio > limit) tooDear += 1;
  if (ratio <= GOAL) atGoal += 1;
  compared += 1;
  const { size, kind, validity } = comparison;
  const times = [floorNs, peerNs, oursNs].map((time) => time.toFixed(0));
  console.log(row(`${size}, ${kind}, ${validity}`, ...times, ratio.toFixed(2), String(limit)));
}

/** The run whose ratio is the middle one. */
function medianOf(runs: readonly Measured[]): Measured {
  const middle = runs.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(runs.length / 2)];
  if (middle === undefined) throw new Error('Nothing was measured.');
  return middle;
}

async function measured({ size, kind, validity }: Comparison): Promise<Measured> {
  const program = fileURLToPath(new URL('./event/compare.ts', import.meta.url));
  const child = fork(program, [size, kind, validity]);
  const ended = once(child, 'exit').then(() => {
    throw new Error('A comparison has ended by itself; what it said is above.');
  });
  ended.catch(() => {});
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message as Measured;
}

function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(42) + cells.map((cell) => cell.padStart(9)).join('');
}
