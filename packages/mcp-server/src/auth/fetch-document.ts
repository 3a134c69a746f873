import { readBodyPart } from '@sluice/core';

const TIMEOUT_MS = 5000;
const MAX_BYTES = 512 * 1024;

/** A document as others publish it. */
export interface FetchedDocument {
  readonly status: number;
  readonly text: string;
}

/**
 * Fetches a document that others publish. Follows no redirect: keys come from where the configuration says.
 *
 * @throws Error that says what is wrong, for a log
 */
export async function fetchDocument(url: string, fetch: typeof globalThis.fetch): Promise<FetchedDocument> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { bytes } = await readBodyPart(response, { from: 0, length: MAX_BYTES });
    return { status: response.status, text: Buffer.from(bytes).toString('utf8') };
  } catch (error) {
    throw new Error(`${url} does not answer: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Fetches a JSON object that others publish.
 *
 * @throws Error that says what is wrong, for a log
 */
export async function fetchJson(
  url: string,
  fetch: typeof globalThis.fetch,
): Promise<Readonly<Record<string, unknown>>> {
  const { status, text } = await fetchDocument(url, fetch);
  if (status !== 200) throw new Error(`${url} answers with the status ${status}`);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // It is not repeated: who knows what it is.
  }
  throw new Error(`${url} answers with something else than a JSON object`);
}

/** What fetch throws says little; its cause says more. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
