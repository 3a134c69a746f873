import type { FieldError } from '@sluice/core';
import type { ToolCall } from './tool-call.ts';
import type { ToolReply } from './tool-reply.ts';

/** One of the forms in which an agent's request comes to a Lambda function, and goes back. */
export interface AgentEventFormat<Reply = unknown> {
  readonly name: string;
  recognizes(event: unknown): boolean;
  /** @throws SluiceError `invalid_request` when the event lacks what the form demands */
  decode(event: unknown): DecodedEvent;
  encode(call: ToolCall, reply: ToolReply): Reply;
}

/** A call, and the arguments that could not be decoded; those are absent from the call. */
export interface DecodedEvent {
  readonly call: ToolCall;
  readonly faults: readonly FieldError[];
}
