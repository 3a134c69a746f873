import { answer } from './answer.ts';
import { FUNCTION } from './events.ts';

/** What nobody can do without: a function's promise, and the answer as JSON in its envelope. The event is not read. */
export async function unread(event: unknown): Promise<unknown> {
  const { sessionAttributes, promptSessionAttributes } = event as Readonly<Record<string, unknown>>;
  const body = JSON.stringify(await tool());
  const response = { actionGroup: 'app', function: FUNCTION, functionResponse: { responseBody: { TEXT: { body } } } };
  return { messageVersion: '1.0', response, sessionAttributes, promptSessionAttributes };
}

async function tool(): Promise<unknown> {
  return answer({});
}
