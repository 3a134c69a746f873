import type { Template } from 'aws-cdk-lib/assertions';

/** A statement of an IAM policy as a template has it, with its actions and resources as lists. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly conditions: unknown;
}

/** Lists what the policies say that are attached to the roles whose logical id matches. */
export function statementsOf(template: Template, role: RegExp): readonly Statement[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties);
  const attached = policies.filter(({ Roles }) =>
    Roles.some((attachedTo: Reference) => role.test(attachedTo.Ref ?? '')),
  );
  return attached.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map(toStatement));
}

/** Lists every action that some policy allows to a role. */
export function actionsOf(template: Template, role: RegExp): readonly string[] {
  return statementsOf(template, role)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions }) => actions)
    .sort();
}

interface Reference {
  readonly Ref?: string;
}

interface RawStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function toStatement({ Effect, Action, Resource, Condition }: RawStatement): Statement {
  return { effect: Effect, actions: [Action].flat(), resources: [Resource].flat(), conditions: Condition };
}
