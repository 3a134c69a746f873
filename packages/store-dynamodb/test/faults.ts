import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** What goes wrong with a request: it never arrives, or it takes place and its answer is lost. */
export type Fault = 'unsent' | 'unanswered';

/** Decides what happens to a request, by its number: repeats of the SDK count too. */
export type FaultPlan = (index: number) => Fault | undefined | Promise<Fault | undefined>;

/** Makes a client's requests fail as planned, below the SDK's retries. Returns how many requests there were so far. */
export function injectFaults(client: DynamoDBClient, plan: FaultPlan): () => number {
  let count = 0;
  client.middlewareStack.add(
    (next) => async (request) => {
      const index = count;
      count += 1;
      const fault = await plan(index);
      if (fault === undefined) return next(request);
      if (fault === 'unanswered') await next(request).catch(() => undefined);
      throw Object.assign(new Error('read ECONNRESET 127.0.0.1'), { code: 'ECONNRESET' });
    },
    { step: 'deserialize', priority: 'high', name: 'faults' },
  );
  return () => count;
}

/** Repeats a request twice, at once. */
export const RETRY_AT_ONCE: NonNullable<DynamoDBClientConfig['retryStrategy']> = {
  acquireInitialRetryToken: async () => retryToken(0),
  refreshRetryTokenForRetry: async (token, { errorType }) => {
    if (errorType === 'CLIENT_ERROR' || token.getRetryCount() === 2) throw new Error('No more attempts.');
    return retryToken(token.getRetryCount() + 1);
  },
  recordSuccess: () => undefined,
};

function retryToken(count: number): { getRetryCount(): number; getRetryDelay(): number } {
  return { getRetryCount: () => count, getRetryDelay: () => 0 };
}
