import { errorFields } from '../lambda/error-fields.ts';
import type { AgentOutcome } from './agent-runtime.ts';
import { wasTurnedAway } from './turned-away.ts';

/** How far an invocation had come when it threw. */
export interface InvocationProgress {
  readonly signal: AbortSignal;
  /** Whether something of the answer had come. */
  readonly isAnswering: boolean;
}

/** The agent is there, and takes no request now. */
const BUSY: readonly string[] = ['ServiceQuotaExceededException', 'ConflictException'];

/** Tells what it means that an invocation threw. */
export function agentFailure(error: unknown, { signal, isAnswering }: InvocationProgress): AgentOutcome {
  const mayHaveBegun = isAnswering || !neverTookUp(error);
  const reason = reasonOf(error);
  const isBusy = error instanceof Error && (wasTurnedAway(error) || BUSY.includes(error.name));
  if (signal.aborted && !(isBusy && !mayHaveBegun)) return { outcome: 'out_of_time', mayHaveBegun, reason };
  return { outcome: isBusy ? 'busy' : 'failed', mayHaveBegun, reason };
}

/** Without credentials or a connection nothing was sent. */
const UNSENT: readonly string[] = ['CredentialsProviderError', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/** Refusals that may also come as the first event of a stream, where they have no HTTP status of their own. */
const REFUSALS: readonly string[] = [
  ...BUSY,
  'AccessDeniedException',
  'ResourceNotFoundException',
  'UnauthorizedException',
  'ValidationException',
];

/**
 * Whether an error that came before anything else means that the agent never got to work: nothing was sent, or the
 * request was refused. 424 is no refusal: something that the agent needs failed, perhaps after another of its tools ran.
 */
function neverTookUp(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNSENT.includes(error.name) || ('code' in error && UNSENT.includes(String(error.code)))) return true;
  if (wasTurnedAway(error) || REFUSALS.includes(error.name)) return true;
  const status = httpStatusOf(error);
  return status !== undefined && status >= 400 && status < 500 && status !== 424;
}

function httpStatusOf(error: unknown): number | undefined {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

/** What AWS itself says may be logged; what the network says may name hosts. */
function reasonOf(error: unknown): Readonly<Record<string, unknown>> {
  const fields = errorFields(error);
  return httpStatusOf(error) === undefined || !(error instanceof Error) ? fields : { ...fields, said: error.message };
}
