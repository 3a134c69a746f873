import { type CloudFormation, resourcesOf } from './template.ts';

/** A statement of an IAM policy, with its actions and resources as lists. */
export interface Statement {
  /** Logical id of the role that it is for. */
  readonly role: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly conditions: unknown;
}

/** Lists what the policies of a template say. */
export function statementsOf(template: CloudFormation): readonly Statement[] {
  return [...resourcesOf(template, 'AWS::IAM::Policy'), ...resourcesOf(template, 'AWS::IAM::Role')].flatMap(
    ([logicalId, { Properties }]) => {
      const documents = [Properties.PolicyDocument ?? [], ...(Properties.Policies ?? []).map(inlineDocument)].flat();
      const role = Properties.Roles?.[0].Ref ?? logicalId;
      return documents.flatMap(({ Statement: statements }) =>
        statements.map((statement: RawStatement) => toStatement(role, statement)),
      );
    },
  );
}

interface RawStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function inlineDocument({ PolicyDocument }: { readonly PolicyDocument: unknown }): unknown {
  return PolicyDocument;
}

function toStatement(role: string, { Effect, Action, Resource, Condition }: RawStatement): Statement {
  return { role, effect: Effect, actions: [Action].flat(), resources: [Resource].flat(), conditions: Condition };
}
