import { SluiceError } from '../errors/sluice-error.ts';
import type { SightedRun, WebhookRequest, WebhookResult } from '../executor/webhook.ts';
import { callWithin } from './executor-call.ts';
import { lookAt } from './refresh.ts';
import type { ServiceContext } from './service-context.ts';
import { identifyRun } from './unexpected-run.ts';

/** What became of a webhook: as the executor read it, or `duplicate` where it was dealt with before. @public */
export type WebhookOutcome = WebhookResult['outcome'] | 'duplicate';

/** Remembers which deliveries were dealt with. */
export interface DeliveryMemory {
  has(deliveryId: string): boolean;
  add(deliveryId: string): void;
}

/**
 * Makes a memory of the newest deliveries. Another server, or this one after a restart, looks once more at what a
 * repeated delivery names; that costs a request and changes nothing.
 */
export function createDeliveryMemory(capacity: number): DeliveryMemory {
  const known = new Set<string>();
  return {
    has: (deliveryId) => known.has(deliveryId),
    add(deliveryId) {
      known.add(deliveryId);
      const [oldest] = known;
      if (known.size > capacity && oldest !== undefined) known.delete(oldest);
    },
  };
}

/** Lets an executor read a webhook, and looks at the runs that it tells of. */
export async function receiveWebhook(
  context: ServiceContext,
  executorName: string,
  request: WebhookRequest,
): Promise<WebhookOutcome> {
  const result = await readWebhook(context, executorName, request);
  if (result.outcome !== 'accepted') {
    const reason = 'reason' in result ? result.reason : undefined;
    context.logger.warn({ executor: executorName, outcome: result.outcome, reason }, 'A webhook was not used');
    return result.outcome;
  }
  const delivery = result.deliveryId === undefined ? undefined : `${executorName} ${result.deliveryId}`;
  if (delivery !== undefined && context.deliveries.has(delivery)) return 'duplicate';
  let seen = true;
  for (const sighting of result.sightings) {
    seen = (await followUp(context, executorName, { ...sighting, signal: request.signal })) && seen;
  }
  // Only now: a delivery that came to nothing may be made again under the same id.
  if (delivery !== undefined && seen) context.deliveries.add(delivery);
  return 'accepted';
}

async function readWebhook(
  context: ServiceContext,
  executorName: string,
  request: WebhookRequest,
): Promise<WebhookResult> {
  const executor = context.catalog.executor(executorName);
  const read = executor?.receiveWebhook?.bind(executor);
  if (read === undefined) {
    throw new SluiceError({ code: 'not_found', message: `No executor "${executorName}" takes webhooks.` });
  }
  const limits = { clock: context.clock, timeoutMs: context.callTimeoutMs, signal: request.signal };
  return callWithin(limits, (signal) => read({ ...request, signal }));
}

/** Looks at a sighted run, and tells whether the CI system could be asked. */
async function followUp(
  context: ServiceContext,
  executorName: string,
  { executionId, runId, signal }: SightedRun & { readonly signal: AbortSignal | undefined },
): Promise<boolean> {
  const known = await context.store.get(executionId);
  // Another Sluice may use the same CI system, and one executor's word does not count for another's runs.
  if (known === undefined || known.executor !== executorName) return true;
  const look = await lookAt(context, executionId, { signal, sightedRunId: runId, cause: 'a webhook' });
  if (look.failure !== undefined) return false;
  return (await identifyRun(context, look.execution, { runId, cause: 'was named by a webhook', signal })).told;
}
