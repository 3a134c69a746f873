import type { Template } from 'aws-cdk-lib/assertions';

/** The properties of a resource of a template. */
export type Properties = Readonly<Record<string, unknown>>;

/** Returns the properties of the only resource of a type whose logical id matches. */
export function propertiesOf<Shape = Properties>(template: Template, type: string, id: RegExp = /^/): Shape {
  const found = Object.entries(template.findResources(type)).filter(([logicalId]) => id.test(logicalId));
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) throw new Error(`there are ${found.length} ${type} named ${id}`);
  return only[1]['Properties'] as Shape;
}

/** Lists every resource that statements with these actions name. */
export function resourcesNamed(template: Template, action: RegExp): readonly string[] {
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties: { PolicyDocument } }) => PolicyDocument.Statement as readonly Named[],
  );
  return statements
    .filter(({ Effect, Action }) => Effect === 'Allow' && [Action].flat().some((name) => action.test(name)))
    .map(({ Resource }) => JSON.stringify(Resource));
}

interface Named {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}
