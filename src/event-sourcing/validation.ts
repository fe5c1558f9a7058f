// class-transformer reads the types that decorators leave behind.
import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  validateSync,
  type ValidationError,
} from 'class-validator';
import { isDay, type DayRange } from './days.js';
import { DomainError, type Refusal } from './errors.js';
import type { Attribution, Basis, Source, Statement } from './messages.js';

const all =
  (...decorators: PropertyDecorator[]): PropertyDecorator =>
  (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };

/** Free text a person types: some words, at most `longest` characters. */
export const IsWords = (longest = 5_000): PropertyDecorator =>
  all(
    IsString({ message: '$property must be text.' }),
    Matches(/\S/, { message: '$property must not be empty.' }),
    MaxLength(longest, { message: `$property must be at most ${longest} characters long.` }),
  );

/** A short name or label, at most 200 characters. */
export const IsLabel = (): PropertyDecorator => IsWords(200);

/** The id of something in the record. */
export const IsId = (options: { each?: boolean } = {}): PropertyDecorator =>
  IsUUID('all', { ...options, message: `${options.each ? 'each value in ' : ''}$property must be an id (a uuid).` });

/** A real calendar day, such as 2025-11-12. */
export const IsDay = (): PropertyDecorator =>
  ValidateBy(
    { name: 'isDay', validator: { validate: isDay } },
    { message: '$property must be a calendar day such as 2025-11-12.' },
  );

/** One of a closed list of values. */
export const IsOneOf = (values: readonly string[]): PropertyDecorator =>
  IsIn(values, { message: `$property must be one of ${values.join(', ')}.` });

/** At least one of a closed list of values. */
export const IsManyOf = (values: readonly string[]): PropertyDecorator =>
  all(
    IsListOfMany({ atLeastOne: true }),
    IsIn(values, { each: true, message: `each value in $property must be one of ${values.join(', ')}.` }),
  );

/** Yes or no. */
export const IsFlag = (): PropertyDecorator => IsBoolean({ message: '$property must be true or false.' });

/** A whole number between two others, both included. */
export const IsCount = (least: number, most: number): PropertyDecorator =>
  ValidateBy(
    { name: 'isCount', validator: { validate: (value) => Number.isInteger(value) && value >= least && value <= most } },
    { message: `$property must be a whole number from ${least} to ${most}.` },
  );

/** A whole number from 0 to 100. */
export const IsPercent = (): PropertyDecorator => IsCount(0, 100);

/** An address on the web, the only kind of link a page may follow. */
export const IsLink = (): PropertyDecorator =>
  all(
    Matches(/^https?:\/\/[^\s/]+\S*$/i, {
      message: '$property must be a web address such as https://example.org/page.',
    }),
    MaxLength(2_000, { message: '$property must be at most 2000 characters long.' }),
  );

/** How many values a list holds: at most 200 unless said otherwise, and at least one where it must not be empty. */
const IsListOfMany = ({ atLeastOne = false, most = 200 }: { atLeastOne?: boolean; most?: number }): PropertyDecorator =>
  all(
    IsArray({ message: '$property must be a list.' }),
    ArrayMaxSize(most, { message: `$property must hold at most ${most} values.` }),
    ...(atLeastOne ? [ArrayNotEmpty({ message: '$property must not be empty.' })] : []),
  );

/** A list of short names or labels. */
export const IsLabels = (options: { atLeastOne?: boolean } = {}): PropertyDecorator =>
  all(
    IsListOfMany(options),
    IsString({ each: true, message: 'each value in $property must be text.' }),
    Matches(/\S/, { each: true, message: 'no value in $property may be empty.' }),
    MaxLength(200, { each: true, message: 'each value in $property must be at most 200 characters long.' }),
  );

/** A list of ids. */
export const IsIds = (options: { atLeastOne?: boolean } = {}): PropertyDecorator =>
  all(IsListOfMany(options), IsId({ each: true }));

/** One object of this shape inside another, or a list of them. */
export const IsNested = (
  shape: () => new () => object,
  { each = false, most }: { each?: boolean; most?: number } = {},
): PropertyDecorator =>
  all(
    ValidateNested({ each, message: '$property must be an object.' }),
    // Nested validation alone passes a value that is missing.
    each ? IsListOfMany(most === undefined ? {} : { most }) : IsObject({ message: '$property must be an object.' }),
    Type(shape),
  );

/** May be left out or `null`. */
export const Optional = IsOptional;

/** May be `null`, but must be said. */
export const OrNull = (): PropertyDecorator => ValidateIf((_, value) => value !== null);

/** The shape of a `DayRange`. */
export class DayRangeShape implements DayRange {
  @OrNull() @IsDay() earliest!: string | null;
  @OrNull() @IsDay() latest!: string | null;
}

/** The shape of a `Source`. */
export class SourceShape implements Source {
  @IsWords(300) paper!: string;
  @Optional() @IsLabel() locator?: string;
}

/** The shape of an `Attribution`. */
export class AttributionShape implements Attribution {
  @Optional() @IsLabel() role: string | null = null;
  @Optional() @IsLabel() body: string | null = null;
  @Optional() @IsLabel() name: string | null = null;
}

/** The shape of a `Statement`. */
export class StatementShape implements Statement {
  @Optional() @IsNested(() => DayRangeShape) occurredOn?: DayRangeShape;
  @Optional() @IsDay() statedOn?: string;
  @Optional() @IsNested(() => SourceShape) source?: SourceShape;
  @Optional() @IsIn(['STATED', 'INFERRED'], { message: '$property must be STATED or INFERRED.' }) basis?: Basis;
  @Optional() @IsNested(() => AttributionShape) statedBy?: AttributionShape;
}

const refusals = (errors: readonly ValidationError[], path: string): Refusal[] =>
  errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = path === '' ? property : `${path}.${property}`;
    const messages = Object.entries(constraints).map(([kind, message]) =>
      kind === 'whitelistValidation'
        ? `There is no field “${property}” here.`
        : message.replace(property, inWords(property)),
    );
    return [
      ...messages.slice(0, 1).map((message) => ({ code: 'INVALID' as const, field, message: sentence(message) })),
      ...refusals(children, field),
    ];
  });

/** The name of a field as a reader would say it: `whatWasDone` is what was done. */
const inWords = (property: string): string => property.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const sentence = (message: string): string => {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
};

/**
 * The plain value as an instance of its shape, checked. Throws `DomainError` INVALID that names every field at fault,
 * fields nobody knows among them.
 */
export const validated = <Shape extends object>(shape: new () => Shape, value: unknown, path = ''): Shape => {
  if (typeof value !== 'object' || value === null) throw new DomainError('INVALID', 'An object is needed.', path);
  const instance = plainToInstance(shape, value, { exposeDefaultValues: true });
  const found = refusals(
    validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false }),
    path,
  );
  const [first, ...others] = found;
  if (first) throw DomainError.of([first, ...others]);
  return instance;
};
