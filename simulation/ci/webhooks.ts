import type { World } from '../world/world.ts';
import type { CiNotice } from './ci-executor.ts';
import { type CiRun, currentId } from './ci-run.ts';
import type { RunListener } from './ci-system.ts';

/** One delivery of a webhook. */
export interface Delivery {
  /** For the trace. */
  readonly name: string;
  readonly notice: CiNotice;
}

const USUAL_MS = 2_000;
const LATEST_MS = 200_000;

/**
 * Sends a webhook for whatever becomes of a run: once, some not at all, some again, some so late that others overtake
 * them.
 */
export function createWebhooks(
  { timeline, decisions, temper, journal }: Pick<World, 'timeline' | 'decisions' | 'temper' | 'journal'>,
  deliver: (delivery: Delivery) => void,
): RunListener {
  const sent = new Map<CiRun, number>();

  return (run) => {
    const count = (sent.get(run) ?? 0) + 1;
    sent.set(run, count);
    const name = `webhook ${count} of ${run.id}`;
    const happens = (fault: string, share: number): boolean => {
      if (!decisions.happens(`${name}: ${fault}`, temper.webhook * share)) return false;
      journal.count(`webhook: ${fault}`);
      return true;
    };
    const post = (title: string, afterMs: number): void => {
      const notice = { deliveryId: name, executionId: run.executionId, runId: currentId(run) };
      timeline.plan({ afterMs, act: () => deliver({ name: title, notice }) });
    };
    if (happens('it is lost', 0.5)) return;
    const isLate = happens('it is late', 0.3);
    post(name, isLate ? decisions.between(`${name}: late`, USUAL_MS, LATEST_MS) : decisions.between(name, 1, USUAL_MS));
    if (happens('it is delivered twice', 0.2)) {
      post(`${name}, again`, decisions.between(`${name}: again`, 1, LATEST_MS));
    }
  };
}
