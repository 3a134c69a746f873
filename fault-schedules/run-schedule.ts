import type { PipelineExecutor } from '@sluice/core';
import { drive, SETTLE_WINDOW_MS, type Verdict } from './driver.ts';
import { createLaws } from './laws.ts';
import { createNetwork, type SeenExchange } from './network.ts';
import type { Fault, Schedule, SystemName } from './schedule.ts';
import { openSystem } from './systems/open-system.ts';
import { createTime } from './time.ts';

const EXECUTION_ID = '7c1d3c52-7b0e-4c55-9a47-5a3f0e6f0b11';

/** What one schedule came to. */
export interface ScheduleResult {
  readonly verdict: Verdict;
  readonly requests: number;
  /** Those that struck. */
  readonly faults: readonly Fault['kind'][];
  readonly kills: number;
}

export interface RunScheduleOptions {
  readonly system: SystemName;
  readonly schedule: Schedule;
  /** Changes the executor, to see that what is wrong with it is noticed. @defaultValue it stays as it is */
  readonly change?: ((executor: PipelineExecutor, fetch: typeof globalThis.fetch) => PipelineExecutor) | undefined;
  /** Is told what happens, line by line. @defaultValue nobody is */
  readonly onLine?: ((line: string) => void) | undefined;
}

/**
 * Lets one execution live through a schedule.
 *
 * @throws Violation
 */
export async function runSchedule({
  system: name,
  schedule,
  change = (executor) => executor,
  onLine,
}: RunScheduleOptions): Promise<ScheduleResult> {
  const time = createTime();
  const system = openSystem(name, time, schedule.setting);
  const now = (): number => time.now() - schedule.skewMs;
  const laws = createLaws({ schedule, executionId: EXECUTION_ID, system, time });
  const faults: Fault['kind'][] = [];
  let kills = 0;
  let giveUp = (): void => {};
  let kill = (): void => {};
  const network = createNetwork({
    schedule,
    executionId: EXECUTION_ID,
    system,
    time,
    events: {
      onChange: laws.observe,
      onStart: laws.countStart,
      onTurnedAway: laws.discountStart,
      onRequest(seen) {
        if (seen.fault !== undefined) faults.push(seen.fault.kind);
        onLine?.(lineOf(seen, time.now()));
      },
      onSilence: () => giveUp(),
      onKill: () => {
        kills += 1;
        kill();
      },
    },
  });
  const verdict = await drive({
    schedule,
    executionId: EXECUTION_ID,
    target: system.target,
    now,
    time,
    laws,
    launch() {
      const { promise: killed, resolve } = Promise.withResolvers<void>();
      kill = resolve;
      const fetch = network.createFetch();
      return { executor: change(system.createExecutor(fetch, now), fetch), killed };
    },
    onCall: (handedOver) => {
      giveUp = handedOver;
    },
    onChange: laws.observe,
  });
  time.pass(SETTLE_WINDOW_MS);
  laws.holdInTheEnd(verdict);
  return { verdict, requests: network.requests(), faults, kills };
}

function lineOf({ request, fault, isLast }: SeenExchange, now: number): string {
  const { pathname, search } = new URL(request.url);
  const struck = fault === undefined ? '' : `  ${JSON.stringify(fault)}`;
  return `${new Date(now).toISOString()}  ${request.method} ${pathname}${search}${struck}${isLast ? '  killed' : ''}`;
}
