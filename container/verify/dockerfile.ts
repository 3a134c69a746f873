/** A line of a Dockerfile, continued lines joined: `RUN`, and what comes after it. */
export interface Instruction {
  readonly name: string;
  /** `--from=packages` as `from: 'packages'`. */
  readonly flags: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What one `FROM` begins. */
export interface Stage {
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

const KNOWN = [
  ...['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'LABEL', 'USER', 'EXPOSE', 'STOPSIGNAL', 'HEALTHCHECK'],
  ...['ENTRYPOINT', 'CMD'],
];

/** Reads a Dockerfile as far as ours goes. */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = [];
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n');
  for (const line of lines.filter((each) => each.trim() !== '')) {
    const instruction = parseInstruction(line);
    const [image = '', , name] = instruction.text.split(/\s+/);
    if (instruction.name === 'FROM') stages.push({ image, name, instructions: [] });
    else if (stages.length === 0) throw new Error(`The Dockerfile does not begin with FROM: ${line}`);
    else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

/** Returns the last instruction of a name; of several `CMD`, Docker takes the last. */
export function instructionOf(stage: Stage, name: string): Instruction {
  const found = stage.instructions.findLast((instruction) => instruction.name === name);
  if (found === undefined) throw new Error(`The Dockerfile has no ${name}`);
  return found;
}

/** Reads the JSON form of a command; throws for the other one, in which a shell would swallow signals. */
export function execForm(text: string): readonly string[] {
  const command: unknown = JSON.parse(text.replace(/^CMD\s+/, ''));
  if (Array.isArray(command) && command.every((part) => typeof part === 'string')) return command;
  throw new Error(`This is no list of words: ${text}`);
}

/** Reads `NAME=value NAME="other value"`. */
export function assignments(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g)];
  return Object.fromEntries(pairs.map(([, name, quoted, plain]) => [name, quoted ?? plain]));
}

function parseInstruction(line: string): Instruction {
  const [, name = '', flagText = '', text = ''] = /^([A-Z]+)\s+((?:--[\w-]+=\S+\s+)*)(.*)$/.exec(line.trim()) ?? [];
  if (!KNOWN.includes(name)) throw new Error(`This line is not one of a Dockerfile that is understood here: ${line}`);
  const flags = [...flagText.matchAll(/--([\w-]+)=(\S+)/g)].map(([, flag, value]) => [flag, value]);
  return { name, flags: Object.fromEntries(flags), text };
}
