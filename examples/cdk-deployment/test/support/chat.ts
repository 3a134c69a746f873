/** What the chat answers in the end. */
export interface ChatAnswer {
  readonly answer: string;
  readonly session_id: string;
}

/**
 * Says something to the orchestrator and returns its answer, from the last event of the stream.
 *
 * @throws Error with what was streamed instead
 */
export async function say(url: string, message: string, sessionId?: string): Promise<ChatAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ message, session_id: sessionId }),
  });
  const text = await response.text();
  const done = /^event: done\ndata: (.*)$/m.exec(text)?.[1];
  if (done === undefined) throw new Error(`The chat answered ${response.status}: ${text}`);
  return JSON.parse(done);
}
