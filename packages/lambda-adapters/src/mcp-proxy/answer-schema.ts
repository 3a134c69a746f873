import type { Wire } from '@sluice/core';
import { answerSchemas } from '../generated/answer-schemas.ts';
import { type AnswerForms, readNamed, UNREADABLE } from './read-answer.ts';

/** Reads what the pipeline server answers; fields that are not known here are passed over. */
export interface AnswerSchema<Answer> {
  /** Returns undefined where the answer has another form. */
  read(value: unknown): Answer | undefined;
}

const KNOWN: AnswerForms = {
  forms: answerSchemas,
  // A change that is not known counts as progress, and a reason as one that the server has for itself.
  unknownTexts: { EventType: 'execution.progressed', ErrorCode: 'internal_error' },
};

/** An execution as the pipeline server answers it. */
export const executionAnswer: AnswerSchema<Wire['Execution']> = answerSchema('Execution');

/** A page of executions as the pipeline server answers it. */
export const pageAnswer: AnswerSchema<Wire['ExecutionPage']> = answerSchema('ExecutionPage');

/** A piece of a log as the pipeline server answers it. */
export const logAnswer: AnswerSchema<Wire['LogChunk']> = answerSchema('LogChunk');

/** What the pipeline server answers when it refuses. */
export const problemAnswer: AnswerSchema<Wire['Problem']> = answerSchema('Problem');

/** Types and forms are both generated from the server's OpenAPI document, by the same names. */
function answerSchema<Name extends keyof Wire & keyof typeof answerSchemas>(name: Name): AnswerSchema<Wire[Name]> {
  return {
    read(value) {
      const read = readNamed(name, value, KNOWN);
      return read === UNREADABLE ? undefined : (read as Wire[Name]);
    },
  };
}
