const ROLE = /^(arn:[\w-]+):iam::(\d{12}):role\/(?:[^:]*\/)?([\w+=,.@*-]+)$/;
const SESSION = /^(arn:[\w-]+:sts::\d{12}:assumed-role\/[^/:]+)\/[^/:]+$/;

/**
 * Tells whether the ARN of a caller fits a pattern. Callers with a role have the ARN of a session of it, without the
 * role's path; a pattern may name the role as IAM does.
 */
export function matchesArn(pattern: string, arn: string): boolean {
  const [, partition, account, name] = ROLE.exec(pattern) ?? [];
  const expected = name === undefined ? pattern : `${partition}:sts::${account}:assumed-role/${name}/*`;
  const source = expected.split('*').map(escaped).join('[^/:]*');
  return new RegExp(`^${source}$`).test(arn);
}

/** Returns the ARN without the name of a role's session, which whoever takes on the role may choose. */
export function personOf(arn: string): string {
  return SESSION.exec(arn)?.[1] ?? arn;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
