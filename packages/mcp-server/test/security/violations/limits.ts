import { guardViolation, NO_STDIO, type Violation, withHeaders } from '../support/violation.ts';
import { principalOf, type World } from '../support/world.ts';

const TOO_MANY = { status: 429, code: 'rate_limited' };
const GUESSES = 61;

/** Lets so many requests in that no more is; they are answered at once, or never. */
function useUp({ admission }: World, answered: boolean): void {
  try {
    for (;;) {
      const { release } = admission.admit(principalOf('team'));
      if (answered) release();
    }
  } catch {
    // That was the one too many.
  }
}

/** Requests with a right key that come too often, too many at a time, or at a bad time. */
export const LIMIT_VIOLATIONS: readonly Violation[] = [
  guardViolation(
    'more requests than the rate allows',
    (request, world) => {
      useUp(world, true);
      return request;
    },
    TOO_MANY,
    { stdio: { tool: 'rate_limited' } },
  ),
  guardViolation(
    'more requests at a time than are allowed',
    (request, world) => {
      useUp(world, false);
      return request;
    },
    TOO_MANY,
    { stdio: { tool: 'rate_limited' } },
  ),
  guardViolation(
    'a request while the server has enough to do',
    (request, world) => {
      world.overload();
      return request;
    },
    { status: 503, code: 'overloaded' },
    { stdio: { tool: 'overloaded' } },
  ),
  guardViolation(
    'guessing keys',
    async (request, _, send) => {
      const guess = withHeaders(request, { 'x-api-key': 'key-that-nobody-has-00' });
      for (let guesses = 0; guesses < GUESSES; guesses += 1) await send(guess);
      return guess;
    },
    TOO_MANY,
    { stdio: NO_STDIO.network },
  ),
];
