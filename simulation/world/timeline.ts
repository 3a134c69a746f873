import type { Life } from './life.ts';

/** When the worlds begin. */
const START = Date.UTC(2026, 0, 1);

/** Something that will happen, unless it is called off or the server that waits for it dies first. */
export interface Plan {
  readonly afterMs: number;
  /** The server that waits for it. @defaultValue none: it happens whoever has died */
  readonly life?: Life | undefined;
  readonly act: () => void;
}

/** The only time there is in a world, and all that is pending in it. One thing happens at a time. */
export interface Timeline {
  /** The true time, in milliseconds since the epoch. */
  now(): number;
  /** How long the world has been going on, in milliseconds. */
  elapsed(): number;
  /** Puts something into the future; what it returns calls it off. */
  plan(plan: Plan): () => void;
  /** Lets everything happen that is due within some time, step by step, unless `goesOn` says to stop after one. */
  pass(milliseconds: number, goesOn: () => boolean): Promise<void>;
  /** How many steps there were. */
  steps(): number;
}

interface Step extends Omit<Plan, 'afterMs'> {
  at: number;
  calledOff: boolean;
}

export function createTimeline(): Timeline {
  let time = START;
  let taken = 0;
  /** The next one last: it is taken off the end. */
  const steps: Step[] = [];

  function put(step: Step): void {
    let place = steps.length;
    // What is planned later happens later: among equals the new one goes to the front.
    while (place > 0 && (steps[place - 1]?.at ?? 0) <= step.at) place -= 1;
    steps.splice(place, 0, step);
  }

  function plan({ afterMs, life, act }: Plan): () => void {
    const step: Step = { at: time + Math.max(0, afterMs), life, act, calledOff: false };
    put(step);
    return () => {
      step.calledOff = true;
    };
  }

  /** Takes the next step that is due, unless nobody is there for it: then it is dropped, or put off. */
  function take(step: Step): boolean {
    const { life, at } = step;
    if (step.calledOff || life?.alive === false) return false;
    if (life !== undefined && life.standsStillUntil > at) {
      step.at = life.standsStillUntil;
      put(step);
      return false;
    }
    time = at;
    taken += 1;
    step.act();
    return true;
  }

  return {
    now: () => time,
    elapsed: () => time - START,
    plan,
    steps: () => taken,
    async pass(milliseconds, goesOn) {
      const until = time + milliseconds;
      for (;;) {
        const next = steps.at(-1);
        if (next === undefined || next.at > until) break;
        steps.pop();
        if (!take(next)) continue;
        await everythingThatFollows();
        if (!goesOn()) return;
      }
      time = until;
    },
  };
}

/** Lets all promises settle that a step has settled, and those that these settle: the whole way to the next real wait. */
function everythingThatFollows(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
