import { type Execution, type ExecutionService, SluiceError } from '@sluice/core';
import type { SentRequest } from '../invariants/answer-rules.ts';
import type { Server } from '../servers/server.ts';
import { actAs } from '../world/actor.ts';
import { describe } from '../world/describe.ts';
import type { Life } from '../world/life.ts';
import type { World } from '../world/world.ts';

/** Something that somebody asks a server to do. */
export interface Visit {
  /** Whoever comes, and what for. */
  readonly name: string;
  /** What kind of visit it is, to count how such visits end. */
  readonly kind: string;
  /** Tells the executions that come of it from all others. @defaultValue none come of it */
  readonly number?: number | undefined;
  readonly request?: Pick<SentRequest, 'key' | 'content'> | undefined;
  /** Says when the visitor goes away without an answer. @defaultValue never */
  readonly signal?: AbortSignal | undefined;
  readonly act: (service: ExecutionService) => Promise<unknown>;
}

/** Lets visitors in, and remembers who still waits. */
export interface Reception {
  /** Comes to a server, unless all are down. */
  visit(visit: Visit, first: Server): void;
  /** Names those who wait for an answer of a server that has not died meanwhile. */
  waiting(): readonly string[];
}

export function createReception(world: World, servers: readonly Server[]): Reception {
  const { journal, checks } = world;
  const open = new Map<string, Life>();

  function upServer(first: Server): Server | undefined {
    return first.life() === undefined ? servers.find((server) => server.life() !== undefined) : first;
  }

  async function serve(visit: Visit, service: ExecutionService): Promise<void> {
    const { name, kind, number = 0, act, request = {} } = visit;
    const sent: SentRequest = { name, executionId: `execution-${number}`, ...request };
    checks.requestIsSent(sent);
    try {
      const answer = await act(service);
      journal.note(() => `${name} is answered: ${describe(answer)}`);
      journal.countAnswer(`${kind}: ${outcomeOf(answer)}`);
      const execution = executionIn(answer);
      if (execution !== undefined) checks.requestIsAnswered(sent, execution);
    } catch (error) {
      refuse(visit, sent, error);
    }
    open.delete(name);
  }

  function refuse({ name, kind, signal }: Visit, sent: SentRequest, error: unknown): void {
    if (signal?.aborted === true && error === signal.reason) {
      journal.note(() => `${name} has gone away`);
      journal.countAnswer(`${kind}: gone away`);
      return;
    }
    journal.note(() => `${name} is refused: ${error instanceof Error ? error.message : String(error)}`);
    journal.countAnswer(`${kind}: ${SluiceError.isInstance(error) ? error.code : 'a failure'}`);
    checks.requestIsRefused(sent, error);
  }

  return {
    visit(visit, first) {
      const server = upServer(first);
      const life = server?.life();
      if (server === undefined || life === undefined) return;
      const { name, number = 0 } = visit;
      journal.note(() => `${name} comes to ${server.name}`);
      open.set(name, life);
      void actAs({ name, number }, () => serve(visit, server.service()));
    },
    waiting: () => [...open].filter(([, life]) => life.alive).map(([name]) => name),
  };
}

function executionIn(answer: unknown): Execution | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('execution' in answer) return answer.execution as Execution;
  return 'requestDigest' in answer ? (answer as Execution) : undefined;
}

function outcomeOf(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return 'done';
  if ('replayed' in answer && answer.replayed === true) return 'told of an earlier one';
  return 'swept' in answer && answer.swept === false ? 'another server is at it' : 'done';
}
