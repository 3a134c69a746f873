import type { FieldError } from '@sluice/core';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import type { ToolCall } from './tool-call.ts';
import type { ToolReply } from './tool-reply.ts';

/** One of the forms in which an agent's request comes to a Lambda function, and goes back. */
export interface AgentEventFormat<Reply> {
  /** Names the form, and what it is recognised by, to whoever sent none. */
  readonly name: string;
  /** Returns the event as received; undefined when it has another form. */
  receive(event: unknown, context: LambdaContext): ReceivedEvent<Reply> | undefined;
}

/** An event whose form is known: what was asked, and the way back. */
export interface ReceivedEvent<Reply> {
  /** The call without its arguments, which are decoded once it is known what the operation takes. */
  readonly call: Omit<ToolCall, 'arguments'>;
  readonly given: GivenArguments;
  /**
   * Puts a reply into the form that this event expects.
   *
   * @param text - The reply's body as JSON
   */
  encode(reply: ToolReply, text: string): Reply;
}

/** Arguments as they came, and what of the event could not be read as arguments. */
export interface GivenArguments {
  readonly values: readonly GivenArgument[];
  readonly faults: readonly FieldError[];
}

/** One argument as it came. */
export interface GivenArgument {
  readonly name: string;
  /** The type that the event names, in which the agent's model was told to answer; anything that is no text counts as none. */
  readonly type?: unknown;
  readonly value?: unknown;
}
