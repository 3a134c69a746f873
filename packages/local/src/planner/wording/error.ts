import type { ErrorReply, FieldReply } from '../tool-reply.ts';

/** Tells what a tool said went wrong, each wrong field with what it accepts; adds nothing to it. */
export function describeError(error: ErrorReply): string {
  const lines = [
    error.message,
    ...error.fields.filter((field) => !isTold(field, error.message)).map(describeField),
    error.nothingStarted && !/nothing (?:was|has been) started/i.test(error.message)
      ? 'Nothing was started.'
      : undefined,
    error.executionId === undefined || error.message.includes(error.executionId)
      ? undefined
      : `Execution: ${error.executionId}`,
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}

/** Tells why the memory can't be read, once, and without what the tool asks of a model. */
export function describeUnreadable({ message, ...rest }: ErrorReply): string {
  const told = message.replace(/\s*\bSay so\b[^.]*\.?/g, '').trim();
  const error = describeError({ ...rest, message: told });
  return /^the memory can(?:'t|not)\b/i.test(told) ? error : `The memory can't be read: ${error}`;
}

function describeField({ field, message, allowed }: FieldReply): string {
  return `- ${field}: ${message}${allowed === undefined ? '' : ` Allowed: ${allowed.join(', ')}.`}`;
}

function isTold({ field, allowed }: FieldReply, message: string): boolean {
  return message.includes(field) && (allowed ?? []).every((value) => message.includes(value));
}
