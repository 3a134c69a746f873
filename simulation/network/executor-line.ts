import type { PipelineExecutor } from '@sluice/core';
import { currentActor } from '../world/actor.ts';
import type { World } from '../world/world.ts';
import { drawTransit, type Hazards } from './draw-transit.ts';
import { askFaults, failed, findFaults, listFaults, startFaults } from './executor-faults.ts';
import type { Line } from './line.ts';
import type { TransitFault } from './transit.ts';

const USUAL_MS = 60;
/** Longer than any call may take: the caller gives up first. */
const SLOW_MS = 90_000;

/** The CI system as a server sees it: over a network. */
export function executorOverLine(world: World, line: Line, executor: PipelineExecutor): PipelineExecutor {
  const { temper, checks } = world;

  interface Question<Result> {
    readonly method: string;
    readonly subject: string;
    readonly faults: readonly TransitFault<Result>[];
    readonly probability?: number;
    readonly signal: AbortSignal | undefined;
    readonly arrive: () => Promise<Result>;
    readonly sent?: () => void;
  }

  function send<Result>(question: Question<Result>): Promise<Result> {
    const { method, subject, faults, probability = temper.ask, signal, arrive, sent } = question;
    const title = `${currentActor().nextCall(`CI.${method}`)} ${subject}`;
    const hazards: Hazards<Result> = {
      system: 'CI system',
      usualMs: USUAL_MS,
      slowMs: SLOW_MS,
      probability,
      faults,
      away: failed,
    };
    const transit = drawTransit<Result>(world, title, hazards);
    if (transit.crash !== 'before' && signal?.aborted !== true) sent?.();
    return line({ title, transit, arrive, signal });
  }

  return {
    ...executor,
    start: (request) =>
      send({
        method: 'start',
        subject: request.executionId,
        faults: startFaults(world),
        probability: temper.start,
        signal: request.signal,
        arrive: () => executor.start({ ...request, signal: undefined }),
        sent: () => checks.startIsSent(request.executionId, currentActor().name),
      }),
    find: (request) =>
      send({
        method: 'find',
        subject: request.executionId,
        faults: findFaults(() => checks.excuse(request.executionId)),
        signal: request.signal,
        arrive: () => executor.find({ ...request, signal: undefined }),
      }),
    get: (request) =>
      send({
        method: 'get',
        subject: request.runId,
        faults: askFaults(),
        signal: request.signal,
        arrive: () => executor.get({ ...request, signal: undefined }),
      }),
    list: (request) =>
      send({
        method: 'list',
        subject: '',
        faults: listFaults(),
        signal: request.signal,
        arrive: () => executor.list({ ...request, signal: undefined }),
      }),
    cancel: (request) =>
      send({
        method: 'cancel',
        subject: request.runId,
        faults: askFaults(),
        signal: request.signal,
        arrive: () => executor.cancel({ ...request, signal: undefined }),
      }),
    pendingApprovals: (request) =>
      send({
        method: 'pendingApprovals',
        subject: request.runId,
        faults: askFaults(),
        signal: request.signal,
        arrive: async () => (await executor.pendingApprovals?.({ ...request, signal: undefined })) ?? [],
      }),
    answerApproval: (request) =>
      send({
        method: 'answerApproval',
        subject: request.approvalId,
        faults: askFaults(),
        signal: request.signal,
        arrive: async () =>
          (await executor.answerApproval?.({ ...request, signal: undefined })) ?? { outcome: 'not_pending' },
      }),
  };
}
