import * as z from 'zod/mini';
import { SESSION_ID } from '../agent-runtime/session-id.ts';
import { parseJson } from '../lambda/parse-json.ts';
import { type GivenAnswers, readGivenAnswers } from './confirmation.ts';

/** What a client sends. */
export interface ChatRequest {
  readonly said: ChatInput;
  readonly sessionId: string | undefined;
  readonly wantsTrace: boolean;
  /** What the client wants the agent's tools to know. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A message, or the answer to a confirmation. */
export type ChatInput = { readonly message: string } | { readonly given: GivenAnswers };

/** What a client may send beside a message. */
export interface ChatRequestRules {
  readonly allowTraces: boolean;
  /** Names of the session attributes that the client may set. */
  readonly clientAttributes: readonly string[];
}

type Faults = { readonly faults: readonly string[] };

const MAX_MESSAGE_CHARACTERS = 8000;
const MAX_ATTRIBUTE_CHARACTERS = 1000;

const error = (message: string): { readonly error: string } => ({ error: message });

const chatRequest = z.object(
  {
    message: z.nullish(
      z.string(error('"message" must be a text')).check(
        z.refine((message) => message.trim() !== '', error('"message" must not be empty')),
        z.maxLength(
          MAX_MESSAGE_CHARACTERS,
          error(`"message" may have ${MAX_MESSAGE_CHARACTERS} characters at the most`),
        ),
      ),
    ),
    confirmation: z.nullish(
      z.record(z.string(), z.unknown(), error('"confirmation" must be an object, as it came but with "results"')),
    ),
    session_id: z.nullish(
      z
        .string(error('"session_id" must be a text, or be left out for a new conversation'))
        .check(
          z.regex(
            SESSION_ID,
            error(
              '"session_id" must have 2 to 100 letters, digits, ".", "_", ":" or "-"; leave it out for a new conversation',
            ),
          ),
        ),
    ),
    enable_trace: z.nullish(z.boolean(error('"enable_trace" must be true or false'))),
    session_attributes: z.nullish(
      z.record(
        z.string(),
        z.string().check(z.maxLength(MAX_ATTRIBUTE_CHARACTERS)),
        error(
          `"session_attributes" must be an object of texts with ${MAX_ATTRIBUTE_CHARACTERS} characters at the most`,
        ),
      ),
    ),
  },
  error('the body must be a JSON object'),
);

/** Reads the body of a chat request, or says what is wrong with it. */
export function readChatRequest(body: string | undefined, rules: ChatRequestRules): ChatRequest | Faults {
  if (body === undefined) return { faults: ['the body must be text in UTF-8'] };
  const result = chatRequest.safeParse(parseJson(body));
  if (!result.success) return { faults: result.error.issues.map(faultOf) };
  const { session_id, enable_trace, session_attributes } = result.data;
  const said = readInput(result.data);
  if ('fault' in said) return { faults: [said.fault] };
  const wantsTrace = enable_trace ?? false;
  if (wantsTrace && !rules.allowTraces) return { faults: ['"enable_trace" is not allowed here: leave it out'] };
  const attributes = session_attributes ?? {};
  const unwanted = Object.keys(attributes).filter((name) => !rules.clientAttributes.includes(name));
  if (unwanted.length > 0) {
    return { faults: [`"session_attributes" may not set ${unwanted.map((name) => JSON.stringify(name)).join(', ')}`] };
  }
  return { said, sessionId: session_id ?? undefined, wantsTrace, attributes };
}

type Sent = z.output<typeof chatRequest>;

function readInput({ message, confirmation }: Sent): ChatInput | { readonly fault: string } {
  const hasMessage = message !== undefined && message !== null;
  const hasConfirmation = confirmation !== undefined && confirmation !== null;
  if (hasMessage && hasConfirmation) return { fault: 'send "message" or "confirmation", not both' };
  if (hasMessage) return { message };
  if (!hasConfirmation) return { fault: '"message" must be a text' };
  const given = readGivenAnswers(confirmation);
  return 'fault' in given ? given : { given };
}

/** Names the attribute that is wrong, where zod says only what it expects of it. */
function faultOf({ message, path }: z.core.$ZodIssue): string {
  const [field, name] = path;
  if (field !== 'session_attributes' || name === undefined) return message;
  return `"session_attributes" has no text with ${MAX_ATTRIBUTE_CHARACTERS} characters at the most at ${JSON.stringify(name)}`;
}
