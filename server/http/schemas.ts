import { systemFields, type Collection } from '#shared/collection.ts';
import type { Field, Fields, JsonSchema } from '#shared/fields/field.ts';

/**
 * JSON Schemas of what goes in and out, from the definitions. A schema keeps the product's name: programs refer to it, and
 * a tenant may write its own in any script.
 */
export const componentName = (definition: Collection): string =>
  (definition.productLabel ?? definition.label).one.replaceAll(
    /[^A-Za-z]+(.)?/g,
    (_, letter: string | undefined) => letter?.toUpperCase() ?? '',
  );

export const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
export const recordRef = (definition: Collection): JsonSchema => refTo(componentName(definition));
export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const mapOf = (values: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: values });

/** A value as it is read: null where a field may be empty. */
const valueSchema = (field: Field, sent = false): JsonSchema => {
  const schema = {
    title: field.label,
    ...((sent ? field.kind.inputSchema?.(field) : undefined) ?? field.kind.schema(field)),
    ...(field.help ? { description: field.help } : {}),
  };
  // What a tenant made required may be empty in records from before.
  return field.required && !field.custom ? schema : { anyOf: [schema, { type: 'null' }] };
};

const properties = (fields: Fields, sent = false): { [name: string]: JsonSchema } =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueSchema(field, sent)]));

export const recordSchema = (definition: Collection): JsonSchema => ({
  type: 'object',
  title: definition.label.one,
  properties: { ...properties(systemFields), ...properties(definition.fields) },
});

/** What may be sent; `all` asks for what a record cannot be without. */
export const inputSchema = (fields: Fields, all: boolean): JsonSchema => {
  const own = Object.fromEntries(Object.entries(fields).filter(([, field]) => !field.readOnly));
  const required = Object.entries(own)
    .filter(([, field]) => field.required && field.default === undefined)
    .map(([name]) => name);
  return {
    type: 'object',
    properties: properties(own, true),
    additionalProperties: false,
    ...(all && required.length > 0 ? { required } : {}),
  };
};

export const text: JsonSchema = { type: 'string' };
export const uuid: JsonSchema = { type: 'string', format: 'uuid' };
export const moment: JsonSchema = { type: 'string', format: 'date-time' };
export const nothing: JsonSchema = { type: 'null' };

export const object = (
  fields: { readonly [name: string]: JsonSchema },
  required: readonly string[] = Object.keys(fields),
): JsonSchema => ({
  type: 'object',
  properties: fields,
  required,
});
