import type { Random } from '../random.ts';
import type { Fleet } from '../servers/fleet.ts';
import type { Ledger } from './ledger.ts';

/** Longer than a server takes for anything, so that only one that hangs is given up on. */
const TIMEOUT_MS = 20_000;

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What to ask. */
export interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What it takes to ask. */
export interface Asking {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly random: Random;
}

/** Asks any server that is there; undefined when the connection broke, so that nobody knows what came of it. */
export async function ask({ fleet, ledger, random }: Asking, question: Question): Promise<Answer | undefined> {
  const seat = await fleet.pick(random);
  if (seat === undefined) return undefined;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(`${seat.address()}${question.path}`, {
      method: question.method,
      headers: { 'content-type': 'application/json', ...question.headers },
      signal: timeout,
      ...(question.body === undefined ? {} : { body: JSON.stringify(question.body) }),
    });
    // Nothing of the answer was used yet: a server that is killed now has told this client nothing.
    const what = question.path === '/execute' ? 'client-execute' : 'client-other';
    const { carriedOut } = await seat.watch({ what, phase: 'done' });
    if (carriedOut) return { status: response.status, headers: response.headers, body: await response.json() };
    await response.body?.cancel();
  } catch (error) {
    if (timeout.aborted) ledger.noteUnexpected(`${question.method} ${question.path}: no answer in ${TIMEOUT_MS} ms`);
    else if (!isBroken(error)) ledger.noteUnexpected(`${question.method} ${question.path}: ${String(error)}`);
  }
  ledger.note('broken');
  return undefined;
}

/** Whether a connection broke, or an answer half-way. */
function isBroken(error: unknown): boolean {
  return error instanceof TypeError || error instanceof SyntaxError;
}
