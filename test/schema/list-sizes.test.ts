import { type GraphQLObjectType, getNullableType, isListType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { listSizes, listSizesByType, recordsRead } from '../../src/server/query-cost/list-sizes.ts';

it('knows how long every list of the schema can be', () => {
  const unknown: string[] = [];
  const sized = (type: GraphQLObjectType, name: string) => listSizes[`${type.name}.${name}`];
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  for (const type of types.filter(({ name }) => !name.startsWith('__'))) {
    const isPage = /Connection$/.test(type.name);
    const sizedAbove = types.some((above) =>
      Object.values(above.getFields()).some(
        (field) => sized(above, field.name) && getNullableType(field.type) === type,
      ),
    );
    for (const { name, type: fieldType } of Object.values(type.getFields())) {
      const list = getNullableType(fieldType);
      if (!isListType(list) || isPage || sizedAbove || sized(type, name)) continue;
      const of = getNullableType(list.ofType);
      if (!('name' in of) || !listSizesByType[of.name]) unknown.push(`${type.name}.${name}`);
    }
  }
  expect(unknown, 'lists to be added to src/server/query-cost/list-sizes.ts').toEqual([]);
  for (const place of [...Object.keys(listSizes), ...Object.keys(recordsRead)]) {
    const [type = '', field = ''] = place.split('.');
    expect((schema.getType(type) as GraphQLObjectType | undefined)?.getFields()[field], place).toBeDefined();
  }
});
