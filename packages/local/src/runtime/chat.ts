/** What the chat answers. @public */
export interface ChatAnswer {
  /** HTTP status: 200 when an agent answered. */
  readonly status: number;
  /** What the agent says, or what went wrong. */
  readonly text: string;
  /** Names the conversation: give it back to go on with it. */
  readonly sessionId?: string | undefined;
}

/** Says something at the gateway's door, as any user would. */
export async function sayTo(
  gatewayUrl: string,
  message: string,
  { sessionId, signal }: { readonly sessionId?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<ChatAnswer> {
  const response = await fetch(`${gatewayUrl}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message, session_id: sessionId }),
    signal: signal ?? null,
  });
  const body = (await response.json()) as Partial<Record<'answer' | 'detail' | 'message' | 'session_id', string>>;
  return {
    status: response.status,
    text: body.answer ?? body.detail ?? body.message ?? `HTTP ${response.status}`,
    sessionId: body.session_id,
  };
}
