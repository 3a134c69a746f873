import { decodeLabel } from '../http/decode-label.ts';
import { BedrockException } from './exceptions.ts';
import { type ReturnedResults, readReturnedResults } from './returned-results.ts';

/** A request of InvokeAgent. */
export interface InvokeAgentRequest {
  readonly agentId: string;
  readonly agentAliasId: string;
  readonly sessionId: string;
  /** Empty, and ignored, where results are given for what the agent returned control for. */
  readonly inputText: string;
  readonly returned: ReturnedResults | undefined;
  readonly enableTrace: boolean;
  readonly endSession: boolean;
  /** Whether the answer is sent in pieces. */
  readonly streamed: boolean;
  readonly sessionAttributes: Readonly<Record<string, string>>;
  readonly promptSessionAttributes: Readonly<Record<string, string>>;
}

const PATH = /^\/agents\/([^/]+)\/agentAliases\/([^/]+)\/sessions\/([^/]+)\/text\/?$/;
const SESSION_ID = /^[0-9a-zA-Z._:-]{2,100}$/;

/**
 * Reads a request of InvokeAgent.
 *
 * @throws BedrockException `validationException` as Bedrock does, `resourceNotFoundException` for another path
 */
export function readInvokeAgentRequest(method: string, path: string, body: string): InvokeAgentRequest {
  const labels = PATH.exec(path.split('?')[0] ?? '');
  if (method !== 'POST' || labels === null) {
    throw new BedrockException('resourceNotFoundException', 'This emulator answers InvokeAgent and nothing else.');
  }
  const [agentId, agentAliasId, sessionId] = labels.slice(1).map(decodeLabel);
  if (agentId === undefined || agentAliasId === undefined || sessionId === undefined || !SESSION_ID.test(sessionId)) {
    throw invalid(
      `Value at 'sessionId' failed to satisfy constraint: Member must have 2 to 100 characters of the pattern [0-9a-zA-Z._:-]+`,
    );
  }
  const fields = readFields(body);
  const state = objectOf(fields['sessionState']);
  const endSession = fields['endSession'] === true;
  const returned = readReturnedResults(state);
  const inputText = returned === undefined ? readText(fields) : '';
  if (inputText.trim() === '' && !endSession && returned === undefined) {
    throw invalid(`Value at 'inputText' must not be empty`);
  }
  return {
    agentId,
    agentAliasId,
    sessionId,
    inputText,
    returned,
    enableTrace: fields['enableTrace'] === true,
    endSession,
    streamed: objectOf(fields['streamingConfigurations'])['streamFinalResponse'] === true,
    sessionAttributes: readAttributes(state, 'sessionAttributes'),
    promptSessionAttributes: readAttributes(state, 'promptSessionAttributes'),
  };
}

/** Tells whether a value is a map of strings. */
export function isStringMap(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((member) => typeof member === 'string');
}

function readFields(body: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(body === '' ? {} : JSON.parse(body));
  } catch {
    throw invalid('The request body is not JSON');
  }
}

function readText({ inputText = '' }: Readonly<Record<string, unknown>>): string {
  if (typeof inputText !== 'string') throw invalid(`Value at 'inputText' must be a string`);
  return inputText;
}

function readAttributes(state: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, string>> {
  const attributes = state[name] ?? {};
  if (isStringMap(attributes)) return attributes;
  throw invalid(`Value at 'sessionState.${name}' must be a map of strings`);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function invalid(message: string): BedrockException {
  return new BedrockException('validationException', message);
}
