/*
 * What does an agent's event cost, from the event to the reply? The functions that the product's Lambda handlers call
 * (recognise the form, decode by the declared schema, validate, encode within the byte budget), beside what a team would
 * assemble today: the resolver of Powertools for AWS Lambda with a tool that validates with zod. Each comparison has
 * processes of its own, in which they take turns. Fails when a median of ratios is beyond its limit.
 *
 * The same is compared: before anything is measured, both tools must have got the same values, or both refused the request.
 * The peer is written as its documentation says, and what it does not do (the list below) is not added to it. zod makes code
 * of its schemas by itself, as it does for everybody.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Comparison, KINDS, SIZES, type Size } from './event/comparison.ts';
import type { Measured } from './event/measure.ts';

/** What an event may cost of the peer's. */
const GOAL = 0.5;

/**
 * Where the goal is not reached, somewhat more than there is, so that it does not get worse. With three parameters, and with
 * a list that both parse as JSON, what neither can do without is 0.4 of the peer's time.
 */
const LIMITS: Readonly<Partial<Record<`${Size}, ${Comparison['validity']}`, number>>> = {
  '3 parameters, valid': 1,
  'list of texts, valid': 0.85,
};

/** What the compiler makes of the same code differs from process to process. */
const PROCESSES = 3;

console.log(`Event to reply, nanoseconds; medians of rounds by turns.

Powertools + zod: BedrockAgentFunctionResolver of @aws-lambda-powertools/event-handler, whose tool parses its parameters
with zod's safeParse and answers with a small object, or with what is wrong. It takes functions only; the OpenAPI kind is
compared with the same request as a function. It leaves lists as texts, which Bedrock writes as JSON or as Java does: its
tool takes both, by JSON.parse and, where that throws, a split at each comma, whatever the names hold. (Where a tool looks
at the text's beginning instead of trying, a list in Java's form costs it a third as much or less, and the ratio is 0.75.)
Sluice: the same answers and the same rules, and beside them: values in any encoding an agent is known to send, whatever is
ambiguous asked again; numbers that JavaScript would round refused; names given twice noticed; the reply within 24,000
bytes; session attributes merged; faults with what the document says of each parameter.
Unread: the promise of a function that does not look at its event, and the same answer as JSON in its envelope.
`);
console.log(row('', 'unread', 'peer', 'sluice', 'ratio', 'limit'));
const beyondGoal: string[] = [];
const beyondLimit: string[] = [];
for (const size of SIZES) {
  for (const kind of KINDS) {
    await report({ size, kind, validity: 'valid' });
    await report({ size, kind, validity: 'invalid' });
  }
}
console.log(`\nBeyond the goal of ${GOAL}: ${beyondGoal.join('; ') || 'none'}.`);
console.log(`Beyond their limits: ${beyondLimit.join('; ') || 'none'}.`);
process.exitCode = beyondLimit.length === 0 ? 0 : 1;

async function report(comparison: Comparison): Promise<void> {
  const runs: Measured[] = [];
  for (let run = 0; run < PROCESSES; run += 1) runs.push(await measured(comparison));
  const { peerNs, oursNs, floorNs, ratio } = medianOf(runs);
  const { size, kind, validity } = comparison;
  const name = `${size}, ${kind}, ${validity}`;
  const limit = LIMITS[`${size}, ${validity}`] ?? GOAL;
  if (ratio > GOAL) beyondGoal.push(`${name} (${ratio.toFixed(2)})`);
  if (ratio > limit) beyondLimit.push(`${name} (${ratio.toFixed(2)})`);
  const times = [floorNs, peerNs, oursNs].map((time) => time.toFixed(0));
  console.log(row(name, ...times, ratio.toFixed(2), String(limit)));
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
