/** A JSON value as an answer holds it. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json };
type JsonObject = { readonly [field: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every field that any of the objects has, with the first value that is not `null`. */
const merged = (objects: readonly JsonObject[]): JsonObject => {
  const fields: Record<string, Json> = {};
  for (const object of objects) {
    for (const [field, value] of Object.entries(object)) fields[field] ??= value;
  }
  return fields;
};

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * A schema and a query for an answer that is known beforehand: the bound that our own answers are measured against,
 * with the same fields, the same nesting and the same size, and nothing to find out.
 */
export const constantOf = (
  name: string,
  answer: Json,
): { readonly types: string; readonly type: string; readonly selection: string } => {
  const list = Array.isArray(answer) ? (answer as readonly Json[]) : undefined;
  if (list) {
    const element = list.every(isObject) && list.length > 0 ? merged(list) : (list[0] ?? '');
    const inner = constantOf(name, element);
    return { ...inner, type: `[${inner.type}]` };
  }
  if (isObject(answer)) {
    const fields = Object.entries(answer).map(([field, value]) => ({
      field,
      ...constantOf(`${name}${capital(field)}`, flattened(value)),
    }));
    const own = `type ${name} {\n${fields.map(({ field, type }) => `  ${field}: ${type}`).join('\n')}\n}\n`;
    return {
      type: name,
      types: own + fields.map(({ types }) => types).join(''),
      selection: `{ ${fields.map(({ field, selection }) => `${field} ${selection}`).join(' ')} }`,
    };
  }
  const type =
    typeof answer === 'number'
      ? Number.isInteger(answer)
        ? 'Int'
        : 'Float'
      : typeof answer === 'boolean'
        ? 'Boolean'
        : 'String';
  return { type, types: '', selection: '' };
};

const flattened = (value: Json): Json => (value === null ? '' : value);
