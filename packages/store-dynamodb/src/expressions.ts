/** What must be true of an item, for a write to take place. */
export type Condition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'equal'; readonly attribute: string; readonly value: string | number }
  | { readonly kind: 'absent_or_below'; readonly attribute: string; readonly value: number };

/** A condition in DynamoDB's words. */
export interface ConditionExpression {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** Writes a condition in DynamoDB's words. */
export function conditionExpression(condition: Condition): ConditionExpression {
  if (condition.kind === 'absent') {
    return { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': 'pk' } };
  }
  const { kind, attribute, value } = condition;
  const values = { ':condition': value };
  if (kind === 'equal') {
    return {
      ConditionExpression: '#condition = :condition',
      ExpressionAttributeNames: { '#condition': attribute },
      ExpressionAttributeValues: values,
    };
  }
  return {
    ConditionExpression: 'attribute_not_exists(#key) OR #condition < :condition',
    ExpressionAttributeNames: { '#key': 'pk', '#condition': attribute },
    ExpressionAttributeValues: values,
  };
}

/** Writes a conditional change of attributes in DynamoDB's words; one that is undefined is removed. */
export function updateExpression(
  attributes: Readonly<Record<string, unknown>>,
  condition: Condition,
): ConditionExpression & { readonly UpdateExpression: string } {
  const expression = conditionExpression(condition);
  const names = { ...expression.ExpressionAttributeNames };
  const values: Record<string, unknown> = { ...expression.ExpressionAttributeValues };
  const set: string[] = [];
  const remove: string[] = [];
  for (const [attribute, value] of Object.entries(attributes)) {
    names[`#${attribute}`] = attribute;
    if (value === undefined) {
      remove.push(`#${attribute}`);
    } else {
      values[`:${attribute}`] = value;
      set.push(`#${attribute} = :${attribute}`);
    }
  }
  return {
    UpdateExpression: [clause('SET', set), clause('REMOVE', remove)].join(' ').trim(),
    ConditionExpression: expression.ConditionExpression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

function clause(keyword: string, terms: readonly string[]): string {
  return terms.length === 0 ? '' : `${keyword} ${terms.join(', ')}`;
}
