import type { Clock } from '@sluice/core';
import type { Conversation } from '../planner/plan.ts';
import type { WaitingCall } from './waiting-call.ts';

/** A conversation with an agent, as long as it is kept. */
export interface Session {
  attributes: Readonly<Record<string, string>>;
  conversation: Conversation;
  /** What the agent has returned control for. */
  waiting: WaitingCall | undefined;
  /** Waits until the turns before have ended; whoever enters calls what it gets when its own turn has. */
  enter(): Promise<() => void>;
}

export interface Sessions {
  /** Returns the session of a name, a fresh one when there is none. */
  open(name: string): Session;
  end(name: string): void;
}

/** After so long without a request a session is forgotten, in milliseconds. */
const IDLE_MS = 60 * 60 * 1000;

/** Keeps sessions in memory. */
export function createSessions(clock: Clock): Sessions {
  const sessions = new Map<string, { readonly session: Session; usedAt: number }>();
  return {
    open(name) {
      const now = clock.now();
      for (const [other, { usedAt }] of sessions) if (now - usedAt > IDLE_MS) sessions.delete(other);
      const kept = sessions.get(name) ?? { session: createSession(), usedAt: now };
      kept.usedAt = now;
      sessions.set(name, kept);
      return kept.session;
    },
    end: (name) => void sessions.delete(name),
  };
}

function createSession(): Session {
  let lastTurn: Promise<void> = Promise.resolve();
  return {
    attributes: {},
    conversation: {},
    waiting: undefined,
    async enter() {
      const before = lastTurn;
      const { promise, resolve } = Promise.withResolvers<void>();
      lastTurn = promise;
      await before;
      return resolve;
    },
  };
}
