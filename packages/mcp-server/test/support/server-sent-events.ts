/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  /** `comment` for a comment, `settings` for what only the client's connection is about. */
  readonly event: string;
  readonly id?: string | undefined;
  readonly data: string;
}

/** Makes what cuts a stream into its events: it is given one piece after the other. */
export function createEventSplitter(): (chunk: Uint8Array) => readonly ServerSentEvent[] {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const blocks = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.map(eventOf);
  };
}

/** Reads the events of an answer as they come. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerSentEvent> {
  const split = createEventSplitter();
  for await (const chunk of response.body ?? []) yield* split(chunk);
}

function eventOf(block: string): ServerSentEvent {
  const fields = block.split('\n').map((line) => /^(\w*):(?: (.*))?$/.exec(line) ?? [line, 'malformed', line]);
  const textOf = (name: string): string | undefined => fields.find(([, field]) => field === name)?.[2];
  const data = textOf('data');
  if (data === undefined) return { event: textOf('') === undefined ? 'settings' : 'comment', data: block };
  return { event: textOf('event') ?? 'message', id: textOf('id'), data };
}
