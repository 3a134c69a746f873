import type { AgentEvent } from '../bedrock/agent-event.ts';
import { observeAgents } from '../flow/agent-hops.ts';
import type { Door } from '../flow/door.ts';
import { createFlow } from '../flow/flow.ts';
import { observeHttp } from '../flow/http-observer.ts';
import type { LocalEvent } from './local-event.ts';

/** Turns what comes through the doors of the parts into events. */
export interface Observation {
  /** Watches the door of the part that listens at a URL. */
  watch(url: string, door: Door): void;
  onAgentEvent(event: AgentEvent): void;
  end(): void;
}

/** Starts to observe; no door is watched yet. Hops are timed by the machine's clock. */
export function startObservation(emit: (event: LocalEvent) => void): Observation {
  const now = Date.now;
  const doors = new Map<number, Door>();
  const flow = createFlow({ now, onHop: (hop) => emit({ type: 'hop', hop }) });
  const end = observeHttp({ doors, flow, now });
  const toHops = observeAgents(flow, now);
  return {
    watch(url, door) {
      doors.set(Number(new URL(url).port), door);
    },
    onAgentEvent(event) {
      toHops(event);
      if (event.type !== 'agent.answered') return;
      const { type: _, ...agent } = event;
      emit({ type: 'agent', agent });
    },
    end,
  };
}
