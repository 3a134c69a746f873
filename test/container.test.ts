import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  assignments,
  execForm,
  type Instruction,
  instructionOf,
  parseDockerfile,
} from '../container/verify/dockerfile.ts';

function read(file: string): string {
  return readFileSync(new URL(`../container/${file}`, import.meta.url), 'utf8');
}

const stages = parseDockerfile(read('Dockerfile'));
const final = stages.at(-1) ?? { image: '', name: undefined, instructions: [] };
const all: readonly Instruction[] = stages.flatMap(({ instructions }) => instructions);
const manifest: { devDependencies: Record<string, string> } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const task = JSON.parse(read('ecs-task-definition.json')).containerDefinitions[0];

describe('the Dockerfile', () => {
  it('is built on the Node that everything is tested with, pinned to its version', () => {
    expect(stages.map(({ image }) => image)).toEqual(stages.map(() => `node:${manifest.devDependencies['node']}-slim`));
  });

  it('runs as a user that is not root, by number, so that an orchestrator can see that', () => {
    expect(instructionOf(final, 'USER').text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(final.instructions.findLastIndex(({ name }) => name === 'RUN')).toBe(-1);
  });

  it('starts its command without a shell, which would keep the signals to itself', () => {
    for (const name of ['ENTRYPOINT', 'CMD']) expect(execForm(instructionOf(final, name).text)).not.toEqual([]);
    expect(() => execForm('node server.js')).toThrow();
  });

  it('installs what the lock file says, and runs none of its scripts', () => {
    const installs = all.filter(({ text }) => /npm (?:ci|install)/.test(text));
    expect(installs).toHaveLength(1);
    expect(installs[0]?.text).toMatch(/^npm ci --omit=dev --ignore-scripts /);
  });

  it('adds nothing to the system, and nothing from elsewhere', () => {
    for (const { text } of all)
      expect(text).not.toMatch(/\b(?:apt|apt-get|curl|wget|sudo|chmod)\b|https?:\/\/(?!127\.)/);
    expect(all.map(({ name }) => name)).not.toContain('ADD');
  });

  it('has no secret in it', () => {
    const names = all.filter(({ name }) => name === 'ENV').flatMap(({ text }) => Object.keys(assignments(text)));
    expect(names).toEqual(['NODE_ENV', 'NODE_OPTIONS']);
  });

  it('leaves out of the image what is not named', () => {
    const lines = read('Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines[0]).toBe('*');
    for (const line of lines.slice(1)) expect(line).toMatch(/^![\w.-]+$/);
  });

  it('listens where AgentCore Runtime and its own health check look', () => {
    const command = execForm(instructionOf(final, 'CMD').text).join(' ');
    expect(command).toContain('--host 0.0.0.0 --port 8000');
    expect(instructionOf(final, 'EXPOSE').text).toBe('8000');
    expect(instructionOf(final, 'HEALTHCHECK').text).toContain('http://127.0.0.1:8000/healthz');
  });
});

describe('the task definition for ECS', () => {
  it('runs the image as the image wants it: user, port, health check', () => {
    const check = execForm(instructionOf(final, 'HEALTHCHECK').text.replace(/^.*?CMD/, 'CMD'));
    expect(task.user).toBe(instructionOf(final, 'USER').text);
    expect(task.portMappings).toEqual([{ containerPort: 8000, protocol: 'tcp' }]);
    expect(task.healthCheck.command).toEqual(['CMD', ...check]);
  });

  it('can write nowhere, and needs to with no store in a file', () => {
    expect(task.readonlyRootFilesystem).toBe(true);
    expect(task.command.join(' ')).toMatch(/--store dynamodb:/);
  });

  it('keeps what is secret out of its environment', () => {
    const names = task.environment.map(({ name }: { readonly name: string }) => name);
    expect(names.filter((name: string) => /ACCESS|TOKEN|KEY|SECRET/.test(name))).toEqual([]);
  });

  it('gives a stopped task longer than it takes to drain and close', () => {
    const drain = /--drain (\d+)s/.exec(task.command.join(' '))?.[1];
    expect(task.stopTimeout).toBeGreaterThan(Number(drain) + 10);
  });
});

describe('parseDockerfile', () => {
  it('joins continued lines, leaves comments out, and names flags', () => {
    const [stage] = parseDockerfile('# x\nFROM --platform=a node:1 AS base\nCOPY --from=b --chown=1:2 \\\n  a b\n');
    expect(stage).toEqual({
      image: 'node:1',
      name: 'base',
      instructions: [{ name: 'COPY', flags: { from: 'b', chown: '1:2' }, text: 'a b' }],
    });
  });

  it('does not pass over what it does not know', () => {
    expect(() => parseDockerfile('FROM a\nADD http://x y\n')).toThrow('ADD');
    expect(() => parseDockerfile('RUN a\n')).toThrow('does not begin with FROM');
  });
});
