import { redactSecrets } from '@sluice/core';
import type { Call, Hop, HopOutcome } from './hop.ts';

/** Collects the hops of all parts and tells how they belong together. */
export interface Flow {
  /** @param startedAt - Milliseconds since the epoch. */
  begin(call: Call, startedAt: number): OpenHop;
}

export interface OpenHop {
  readonly hop: Hop;
  /** Ends the hop; only the first end counts. */
  end(outcome: HopOutcome): void;
}

export interface FlowOptions {
  readonly now: () => number;
  /** Is told of a hop when it begins, and again when it has ended. */
  readonly onHop: (hop: Hop) => void;
}

/** Makes a flow with no hops in it. */
export function createFlow({ now, onHop }: FlowOptions): Flow {
  const open: Hop[] = [];
  let last = 0;

  return {
    begin(call, startedAt) {
      last += 1;
      const parent = open.findLast(({ to }) => to === call.from);
      const hop: Hop = { ...call, detail: redactSecrets(call.detail), id: last, parentId: parent?.id, startedAt };
      open.push(hop);
      onHop(hop);
      return {
        hop,
        end({ ok, text }) {
          const index = open.indexOf(hop);
          if (index === -1) return;
          open.splice(index, 1);
          onHop({ ...hop, durationMs: now() - startedAt, outcome: { ok, text: redactSecrets(text) } });
        },
      };
    },
  };
}
