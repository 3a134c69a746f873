import type { JournalRequest } from '@sluice/store-dynamodb';
import type { components } from '../generated/memory.ts';
import type { OpenMemory } from './memory-reader.ts';
import { toIso } from './remembered-execution.ts';

/** Which requests are asked for. */
export interface UnansweredQuery {
  readonly environment: string;
  /** Absent: of any pipeline. */
  readonly pipelineType?: string | undefined;
  /** Absent: for any tenant, and for none. */
  readonly tenantId?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** So many are looked at; so many are told. */
const MOST_READ = 50;
const MOST_TOLD = 3;

/** Lists what was asked for without an answer, the newest first. */
export async function readUnanswered(
  { journal }: OpenMemory,
  { environment, pipelineType, tenantId, now }: UnansweredQuery,
): Promise<readonly JournalRequest[]> {
  const open = (await journal?.listOpen({ environment, now, limit: MOST_READ })) ?? [];
  return open.filter(
    (request) =>
      (pipelineType === undefined || request.pipelineType === pipelineType) &&
      (tenantId === undefined || request.tenantId === tenantId),
  );
}

/** Returns what an agent may know of requests without an answer; no field where there are none. */
export function unansweredField(requests: readonly JournalRequest[]): {
  readonly unanswered?: components['schemas']['UnansweredRequest'][];
} {
  if (requests.length === 0) return {};
  const told = requests.slice(0, MOST_TOLD).map(({ pipelineType, environment, tenantId, askedAt }) => ({
    pipeline_type: pipelineType,
    environment,
    ...(tenantId === undefined ? {} : { tenant_id: tenantId }),
    asked_at: toIso(askedAt),
  }));
  return { unanswered: told };
}

/** Says what was asked for without an answer, and where to look; undefined where there is nothing. */
export function unansweredSentence(requests: readonly JournalRequest[]): string | undefined {
  if (requests.length === 0) return undefined;
  const told = requests.slice(0, 2).map(({ pipelineType, tenantId, askedAt }) => {
    const tenant = tenantId === undefined ? '' : ` for ${tenantId}`;
    return `${pipelineType}${tenant} at ${toIso(askedAt)}`;
  });
  const rest = requests.length - told.length;
  const more = rest === 0 ? '' : ` and ${rest} more`;
  return (
    `Asked for, and not answered: ${told.join(', ')}${more}; whether that started anything is not known. ` +
    'Look at what is under way, or at the CI system, before it is asked for again.'
  );
}
