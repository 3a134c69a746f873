import type { UpstreamAnswer } from './upstream.ts';

/** How the proxy spoils a request: whether and when the CI system gets it, and what the executor gets. */
export interface ProxyFault {
  readonly forward: 'at-once' | 'on-release' | 'never';
  readonly reply: ProxyReply;
}

/** What the executor gets: the answer, no answer, a broken connection, half an answer, or another one. */
export type ProxyReply =
  | { readonly kind: 'as-is' }
  | { readonly kind: 'none' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'half' }
  | { readonly kind: 'instead'; readonly answer: (original: UpstreamAnswer | undefined) => UpstreamAnswer };

/** Keeps a request back until it is released. */
export const HELD: ProxyFault = { forward: 'on-release', reply: { kind: 'as-is' } };
/** Passes a request on and keeps the answer. */
export const UNANSWERED: ProxyFault = { forward: 'at-once', reply: { kind: 'none' } };
/** Passes a request on and breaks the connection. */
export const RESET_AFTER: ProxyFault = { forward: 'at-once', reply: { kind: 'reset' } };
/** Breaks the connection, and passes nothing on. */
export const RESET_BEFORE: ProxyFault = { forward: 'never', reply: { kind: 'reset' } };
/** Passes a request on, and half of the answer back. */
export const BROKEN_OFF: ProxyFault = { forward: 'at-once', reply: { kind: 'half' } };
/** Passes a request on, and answers with its status and nothing else. */
export const BARE: ProxyFault = {
  forward: 'at-once',
  reply: { kind: 'instead', answer: (original) => answerWith(original?.status ?? 200, '', []) },
};

/** Passes a request on, and answers with its status and headers, but with this body. */
export function nonsense(body: string, type: string): ProxyFault {
  return {
    forward: 'at-once',
    reply: {
      kind: 'instead',
      answer: (original) => {
        const kept = (original?.headers ?? []).filter(([name]) => !/^content-(?:length|type|encoding)$/i.test(name));
        return answerWith(original?.status ?? 200, body, [...kept, ['content-type', type]]);
      },
    },
  };
}

/** Passes a request on, and answers as a proxy does that did not wait for the end. */
export function failedAfter(status: number, page: string): ProxyFault {
  return { forward: 'at-once', reply: { kind: 'instead', answer: () => answerWith(status, page, HTML) } };
}

/** Answers as a proxy does, and passes nothing on. */
export function failedBefore(
  status: number,
  page: string,
  headers: readonly (readonly [string, string])[] = [],
): ProxyFault {
  return {
    forward: 'never',
    reply: { kind: 'instead', answer: () => answerWith(status, page, [...HTML, ...headers]) },
  };
}

/** Passes a request on, and lets the answer's `Location` point elsewhere. */
export function locatedAt(origin: string): ProxyFault {
  return {
    forward: 'at-once',
    reply: {
      kind: 'instead',
      answer(original) {
        const { status = 200, headers = [], body = Buffer.alloc(0) } = original ?? {};
        const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? '/';
        const path = URL.canParse(location) ? new URL(location).pathname : location;
        const others = headers.filter(([name]) => name.toLowerCase() !== 'location');
        return { status, headers: [...others, ['location', `${origin}${path}`]], body };
      },
    },
  };
}

const HTML: readonly (readonly [string, string])[] = [['content-type', 'text/html']];

function answerWith(status: number, text: string, headers: readonly (readonly [string, string])[]): UpstreamAnswer {
  const body = Buffer.from(text);
  return { status, headers: [...headers, ['content-length', String(body.length)]], body };
}
