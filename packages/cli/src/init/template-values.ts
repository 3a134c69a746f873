import type { InitAnswers } from './init-answers.ts';

/** Returns what the templates have names for in double braces. */
export function templateValues(
  { pipeline, executor, server }: InitAnswers,
  version: string,
): Readonly<Record<string, string>> {
  return {
    pipeline,
    executor,
    server,
    version,
    secret: `pipelines/${executor}-token`,
    ...ofExecutor(executor, pipeline),
  };
}

function ofExecutor(
  executor: InitAnswers['executor'],
  pipeline: string,
): { readonly simulate: string; readonly testVariables: string } {
  if (executor === 'gitlab') {
    return {
      simulate: `gitlab --port 4711 --project platform/${pipeline}`,
      testVariables: "GITLAB_URL: 'https://gitlab.example.com', GITLAB_TOKEN: 'unused'",
    };
  }
  return {
    simulate: `jenkins --port 4711 --job platform/${pipeline}:REGION`,
    testVariables: "JENKINS_URL: 'https://jenkins.example.com', JENKINS_USER: 'sluice', JENKINS_TOKEN: 'unused'",
  };
}
