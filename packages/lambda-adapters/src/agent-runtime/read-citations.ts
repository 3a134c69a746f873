import type { Attribution, RetrievalResultLocation, RetrievedReference } from '@aws-sdk/client-bedrock-agent-runtime';
import type { Citation, CitedSource } from './citation.ts';

/** Reads the citations of a piece of an answer; those that cite nothing are left out. */
export function readCitations(attribution: Attribution | undefined): readonly Citation[] {
  const citations = (attribution?.citations ?? []).map(({ generatedResponsePart, retrievedReferences }) => ({
    text: generatedResponsePart?.textResponsePart?.text ?? '',
    sources: (retrievedReferences ?? []).map(sourceOf),
  }));
  return citations.filter(({ sources }) => sources.length > 0);
}

function sourceOf({ location, content }: RetrievedReference): CitedSource {
  const excerpt = content?.text ?? '';
  return { location: locationOf(location), ...(excerpt === '' ? {} : { excerpt }) };
}

/** Each type has a member of its own; one that is not known yet is named by its type. */
function locationOf(location: RetrievalResultLocation | undefined): string {
  if (location === undefined) return 'unknown';
  const { type, ...places } = location;
  for (const place of Object.values(places)) {
    if (typeof place !== 'object' || place === null) continue;
    const name: unknown = Object.values(place).find((value) => typeof value === 'string' && value !== '');
    if (typeof name === 'string') return name;
  }
  return type ?? 'unknown';
}
