import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Condition } from './table.ts';

interface Expression {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

interface Used {
  names: Record<string, string>;
  values: Record<string, unknown>;
}

/** A condition in DynamoDB's words, together with the names and values the rest of the request uses. */
export function conditionExpression(
  condition: Condition | undefined,
  { names, values }: Used = { names: {}, values: {} },
): Expression {
  if (!condition) return {};
  if (condition.is === 'absent') {
    return {
      ConditionExpression: 'attribute_not_exists(pk)',
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: marshall(values) } : {}),
    };
  }
  if (condition.is === 'equal') {
    const expected = Object.entries(condition.to);
    return {
      ConditionExpression: expected.map((_, i) => `#c${i} = :c${i}`).join(' AND '),
      ExpressionAttributeNames: {
        ...names,
        ...Object.fromEntries(expected.map(([name], i) => [`#c${i}`, name])),
      },
      ExpressionAttributeValues: marshall({
        ...values,
        ...Object.fromEntries(expected.map(([, value], i) => [`:c${i}`, value])),
      }),
    };
  }
  return {
    ConditionExpression: condition.is === 'below' ? '#c < :c' : 'attribute_not_exists(#c) OR #c < :c',
    ExpressionAttributeNames: { ...names, '#c': condition.attribute },
    ExpressionAttributeValues: marshall({ ...values, ':c': condition.value }),
  };
}
