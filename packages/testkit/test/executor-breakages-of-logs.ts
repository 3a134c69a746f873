import type { LogChunk } from '@sluice/core';
import { type Breakage, methods, onError } from './executor-breakage.ts';
import { MILL_TOKEN } from './executor-mill-server.ts';

const reading = (change: (chunk: LogChunk) => LogChunk) =>
  methods((right) => ({ readLog: async (request) => change(await right.readLog(request)) }));

const isEmpty = ({ content }: LogChunk): boolean => content === '';
const done = ({ content }: LogChunk): LogChunk => ({ content, complete: true });

/** Executors that read logs wrongly. */
export const logBreakages: readonly Breakage[] = [
  [
    'loses a character at the end of each chunk',
    'gives the whole log in chunks, all of it once, in one piece, letters beyond ASCII intact',
    /the whole log, each byte once/,
    reading((chunk) => (chunk.complete ? chunk : { ...chunk, content: chunk.content.slice(0, -1) })),
  ],
  [
    'repeats a line at the end of each chunk',
    'gives the whole log in chunks, all of it once, in one piece, letters beyond ASCII intact',
    /the whole log, each byte once/,
    reading((chunk) => ({ ...chunk, content: chunk.content + (chunk.content.split('\n').at(-2) ?? '') })),
  ],
  [
    'cuts letters in two',
    'gives the whole log in chunks, all of it once, in one piece, letters beyond ASCII intact',
    /the whole log, each byte once/,
    methods((_, { url }) => ({
      async readLog({ runId, cursor = '0', signal }) {
        const init = { headers: { authorization: `Bearer ${MILL_TOKEN}` }, signal: signal ?? null };
        const response = await fetch(`${url}/runs/${runId}/log?from=${cursor}`, init);
        const bytes = new Uint8Array(await response.arrayBuffer());
        const content = new TextDecoder().decode(bytes);
        if (response.headers.get('x-log-whole') === 'true') return { content, complete: true };
        return { content, cursor: String(Number(cursor) + bytes.length), complete: false };
      },
    })),
  ],
  [
    'goes on for ever',
    'gives the whole log in chunks, all of it once, in one piece, letters beyond ASCII intact',
    /a chunk has a cursor until the log is complete/,
    reading((chunk) => ({ ...chunk, cursor: chunk.cursor ?? '1-0' })),
  ],
  [
    'takes the end of what there is for the end',
    'gives the whole log also when it is read while it is written',
    /the whole log, each byte once/,
    reading((chunk) => (isEmpty(chunk) || chunk.content.length < 20_000 ? done(chunk) : chunk)),
  ],
  [
    'remembers how far it read, and does not look at the cursor',
    'gives the same chunk for the same cursor, to whoever asks',
    /gives the chunk that it gave before/,
    methods((right) => {
      let last: string | undefined;
      return {
        async readLog(request) {
          const chunk = await right.readLog({ ...request, cursor: last });
          last = chunk.cursor;
          return chunk;
        },
      };
    }),
  ],
  [
    'begins anew when it does not know the cursor',
    'refuses a cursor that it never gave',
    /which no chunk had, is refused/,
    methods((right) => ({
      readLog: ({ cursor = '', ...request }) =>
        right.readLog({ ...request, cursor: /^\d{1,9}-\d{1,9}$/.test(cursor) ? cursor : undefined }),
    })),
  ],
  [
    "takes the cursor of another run's log",
    "refuses a cursor of another run's log",
    /a cursor of another run's log is refused/,
    methods((right) => ({
      readLog: ({ cursor, ...request }) =>
        right.readLog({ ...request, cursor: cursor?.replace(/^\d+/, request.runId) }),
    })),
  ],
  [
    'calls an empty log complete',
    'has nothing yet of a run that has not begun, and does not call that complete',
    /is not complete/,
    reading((chunk) => (isEmpty(chunk) ? done(chunk) : chunk)),
  ],
  [
    'calls a log complete when it has read all that there is',
    'calls no log complete whose run goes on',
    /is not complete/,
    reading(done),
  ],
  [
    'gives no cursor when there is nothing new',
    'calls no log complete whose run goes on',
    /has a cursor to go on with/,
    reading((chunk) => (isEmpty(chunk) ? { ...chunk, cursor: undefined } : chunk)),
  ],
  [
    'looks whether the run has ended after it read the log',
    'calls no log complete before all of it was given, though its run ends while it is read',
    /whether the run has ended is read before the log, not after it\nSeen: \{ heldUntilTheEnd: 'GET \/runs\/\d+'/,
    methods((right) => ({
      async readLog(request) {
        const chunk = await right.readLog(request);
        const { status } = await right.get(request);
        return isEmpty(chunk) && status === 'succeeded' ? done(chunk) : chunk;
      },
    })),
  ],
  [
    'takes an answer that broke off for the end',
    'takes no answer that breaks off for the end of the log',
    /what was read is the log or an error/,
    methods((right) => ({
      readLog: (request) => onError<LogChunk>(right.readLog(request), () => ({ content: '', complete: true })),
    })),
  ],
];
