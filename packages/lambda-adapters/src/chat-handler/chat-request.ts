import * as z from 'zod';
import { SESSION_ID } from '../agent-runtime/session-id.ts';

/** What a user sends. */
export interface ChatRequest {
  readonly message: string;
  readonly sessionId: string | undefined;
}

const MAX_MESSAGE_CHARACTERS = 8000;

const chatRequest = z.object(
  {
    message: z
      .string({ error: '"message" must be a text' })
      .refine((message) => message.trim() !== '', { error: '"message" must not be empty' })
      .max(MAX_MESSAGE_CHARACTERS, { error: `"message" may have ${MAX_MESSAGE_CHARACTERS} characters at the most` }),
    session_id: z
      .string({ error: '"session_id" must be a text, or be left out for a new conversation' })
      .regex(SESSION_ID, {
        error:
          '"session_id" must have 2 to 100 letters, digits, ".", "_", ":" or "-"; leave it out for a new conversation',
      })
      .nullish(),
  },
  { error: 'the body must be a JSON object' },
);

/** Reads the body of a chat request, or says what is wrong with it. */
export function readChatRequest(body: string | undefined): ChatRequest | { readonly faults: readonly string[] } {
  if (body === undefined) return { faults: ['the body must be text in UTF-8'] };
  const result = chatRequest.safeParse(parseJson(body));
  if (!result.success) return { faults: result.error.issues.map(({ message }) => message) };
  return { message: result.data.message, sessionId: result.data.session_id ?? undefined };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
