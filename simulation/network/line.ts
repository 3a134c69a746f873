import { describe } from '../world/describe.ts';
import type { Life } from '../world/life.ts';
import type { World } from '../world/world.ts';
import type { Transit } from './transit.ts';

/** One call of a server to a system. */
export interface Call<Result> {
  /** Who makes it, and what it asks for. */
  readonly title: string;
  readonly transit: Transit<Result>;
  /** Lets it take effect. */
  readonly arrive: () => Promise<Result>;
  readonly signal?: AbortSignal | undefined;
}

/** Takes the calls of one life of a server to a system and brings the answers back, each way a step of its own. */
export type Line = <Result>(call: Call<Result>) => Promise<Result>;

type Answer<Result> = { readonly result: Result } | { readonly error: unknown };

export function createLine(world: World, life: Life, crash: (reason: string) => void): Line {
  const { timeline, journal } = world;

  return <Result>({ title, transit, arrive, signal }: Call<Result>): Promise<Result> => {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (!life.alive) return never();
    if (transit.crash === 'before') {
      crash(`before it sends ${title}`);
      return never();
    }
    if (transit.pauseMs !== undefined) {
      life.standsStillUntil = timeline.now() + transit.pauseMs;
      journal.note(() => `${life.server} stands still: it has sent ${title}`);
    }
    return new Promise((resolve, reject) => {
      let isOpen = true;
      const settle = (answer: Answer<Result>): void => {
        if (!isOpen) return;
        isOpen = false;
        signal?.removeEventListener('abort', giveUp);
        journal.note(() => `${life.server} hears: ${title}: ${describeAnswer(answer)}`);
        if ('error' in answer) reject(answer.error);
        else resolve(answer.result);
      };
      const giveUp = (): void => {
        journal.note(() => `${life.server} gives up: ${title}`);
        isOpen = false;
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });

      const arrived = (answer: Answer<Result>): void => {
        journal.note(() => `${title}: takes effect: ${describeAnswer(answer)}`);
        if (transit.crash === 'after') crash(`once ${title} took effect`);
        if (transit.instead !== undefined) return;
        timeline.plan({ afterMs: transit.replyMs, life, act: () => settle(answer) });
      };
      const { alter = (result) => result, instead } = transit;
      if (transit.arrives !== false) {
        const act = (): void => {
          arrive().then(
            (result) => arrived({ result: alter(result) }),
            (error: unknown) => arrived({ error }),
          );
        };
        timeline.plan({ afterMs: transit.requestMs, act });
      }
      if (instead?.error === undefined) return;
      const { error } = instead;
      timeline.plan({ afterMs: instead.afterMs, life, act: () => settle({ error }) });
    });
  };
}

/** What a dead server waits for. */
export function never<Result>(): Promise<Result> {
  return new Promise(() => {});
}

function describeAnswer(answer: Answer<unknown>): string {
  if (!('error' in answer)) return describe(answer.result);
  return answer.error instanceof Error ? answer.error.message : String(answer.error);
}
