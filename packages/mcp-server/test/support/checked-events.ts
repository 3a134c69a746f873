import { type DocumentedOperation, documentedSchemas, type JsonObject, typeOf } from './open-api-document.ts';
import { createEventSplitter, type ServerSentEvent } from './server-sent-events.ts';

/** What the events of a stream hold, as the description of its operation says. */
const EVENTS: Readonly<Record<string, Readonly<Record<string, JsonObject>>>> = {
  getExecutionLog: {
    log: documentedSchemas['LogChunk'] ?? {},
    complete: { type: 'object', additionalProperties: false },
    reconnect: { type: 'object', required: ['detail'], properties: { detail: { type: 'string' } } },
    error: documentedSchemas['Problem'] ?? {},
  },
  mcp: { message: { type: 'object', required: ['jsonrpc'] } },
};

/** Passes a stream on as it is, and breaks it off at an event that its operation does not have. */
export function checkedEvents(operation: DocumentedOperation | undefined): TransformStream<Uint8Array, Uint8Array> {
  const schemas = EVENTS[operation?.operationId ?? ''] ?? {};
  const split = createEventSplitter();
  return new TransformStream({
    transform(chunk, controller) {
      for (const event of split(chunk)) check(event, schemas);
      controller.enqueue(chunk);
    },
  });
}

function check({ event, data }: ServerSentEvent, schemas: Readonly<Record<string, JsonObject>>): void {
  if (event === 'comment' || event === 'settings' || data === '') return;
  const schema = schemas[event];
  if (schema === undefined) throw new Error(`The stream has an event "${event}", which the document lacks`);
  typeOf(schema).parse(JSON.parse(data));
}
