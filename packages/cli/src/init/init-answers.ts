import { createInterface } from 'node:readline/promises';
import { ConfigurationError } from '@sluice/core';
import type { CommandContext } from '../command-context.ts';

/** What there is to choose from; the first of each is the default. */
export const INIT_CHOICES = {
  executor: ['gitlab', 'jenkins'],
  ci: ['github', 'gitlab'],
  server: ['lambda', 'fargate'],
} as const;

/** What a team is asked before its folder is made. */
export interface InitAnswers {
  readonly pipeline: string;
  readonly executor: (typeof INIT_CHOICES.executor)[number];
  readonly ci: (typeof INIT_CHOICES.ci)[number];
  readonly server: (typeof INIT_CHOICES.server)[number];
}

type Ask = (question: string) => Promise<string>;

/** With room for `execute-…-pipeline` in the 64 characters that a tool's name may have. */
const PIPELINE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const MAX_PIPELINE = 40;
const DEFAULT_PIPELINE = 'network';

/** Returns the answers that were given as flags, and the defaults for the others. */
export function withDefaults(given: Partial<InitAnswers>): InitAnswers {
  return {
    pipeline: given.pipeline ?? DEFAULT_PIPELINE,
    executor: given.executor ?? INIT_CHOICES.executor[0],
    ci: given.ci ?? INIT_CHOICES.ci[0],
    server: given.server ?? INIT_CHOICES.server[0],
  };
}

/**
 * Asks for what was not given as a flag.
 *
 * @throws ConfigurationError when the input ends before all is answered
 */
export async function askFor(given: Partial<InitAnswers>, { stdin, stdout }: CommandContext): Promise<InitAnswers> {
  const lines = createInterface({ input: stdin });
  const answers = lines[Symbol.asyncIterator]();
  const ask: Ask = async (question) => {
    stdout.write(question);
    const { done, value } = await answers.next();
    if (done !== true) return value.trim();
    const message = 'The input ended before all was answered. Give the rest as flags, or take the defaults with --yes.';
    throw new ConfigurationError([{ path: [], message }]);
  };
  try {
    return {
      pipeline: given.pipeline ?? (await askPipeline(ask)),
      executor: given.executor ?? (await askChoice(ask, 'CI system that runs it', INIT_CHOICES.executor)),
      ci: given.ci ?? (await askChoice(ask, 'CI of this folder', INIT_CHOICES.ci)),
      server: given.server ?? (await askChoice(ask, 'Where the pipeline server runs on AWS', INIT_CHOICES.server)),
    };
  } finally {
    lines.close();
  }
}

/** Tells what is wrong with the name of a pipeline; undefined where nothing is. */
export function faultOfPipeline(name: string): string | undefined {
  if (name.length <= MAX_PIPELINE && PIPELINE.test(name)) return undefined;
  return `Lower-case letters, digits and "-" between them, ${MAX_PIPELINE} characters at the most.`;
}

async function askPipeline(ask: Ask): Promise<string> {
  for (let question = `Name of the first pipeline [${DEFAULT_PIPELINE}]: `; ; ) {
    const answer = (await ask(question)) || DEFAULT_PIPELINE;
    const fault = faultOfPipeline(answer);
    if (fault === undefined) return answer;
    question = `${fault} [${DEFAULT_PIPELINE}]: `;
  }
}

async function askChoice<Choice extends string>(
  ask: Ask,
  what: string,
  choices: readonly [Choice, ...Choice[]],
): Promise<Choice> {
  const [first] = choices;
  for (;;) {
    const answer = (await ask(`${what}, ${choices.join(' or ')} [${first}]: `)) || first;
    const choice = choices.find((name) => name === answer);
    if (choice !== undefined) return choice;
  }
}
