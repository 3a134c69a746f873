import { errorFields } from '../lambda/error-fields.ts';
import type { AgentOutcome } from './agent-runtime.ts';

const BUSY: readonly string[] = [
  'ThrottlingException',
  'ServiceQuotaExceededException',
  'ModelNotReadyException',
  'ConflictException',
];

/** Tells what it means that an invocation threw. */
export function agentFailure(error: unknown, signal: AbortSignal): AgentOutcome {
  const mayHaveBegun = !neverTookUp(error);
  const reason = reasonOf(error);
  if (signal.aborted) return { outcome: 'out_of_time', mayHaveBegun, reason };
  const busy = error instanceof Error && BUSY.includes(error.name);
  return { outcome: busy ? 'busy' : 'failed', mayHaveBegun, reason };
}

/** Without credentials or a connection nothing was sent. */
const UNSENT: readonly string[] = ['CredentialsProviderError', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/**
 * An answer with an HTTP status of 4xx came instead of a stream, so the agent never got to work. An error within the
 * stream has the status of the stream: 200, or none.
 */
function neverTookUp(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNSENT.includes(error.name) || ('code' in error && UNSENT.includes(String(error.code)))) return true;
  const status = httpStatusOf(error);
  return status !== undefined && status >= 400 && status < 500 && status !== 424;
}

function httpStatusOf(error: unknown): number | undefined {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

/** What Bedrock itself says may be logged; what the network says may name hosts. */
function reasonOf(error: unknown): Readonly<Record<string, unknown>> {
  const fields = errorFields(error);
  return httpStatusOf(error) === undefined || !(error instanceof Error) ? fields : { ...fields, said: error.message };
}
