import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { ROLES, type Role } from '../../src/event-sourcing/messages.js';
import { startTracker, type Tracker } from '../support/tracker.js';

/** Who may send what, as the council reads it: the roles for each mutation, and no others. */
const MAY: Readonly<Record<string, readonly Role[]>> = {
  ...all(
    ['governance', 'importer'],
    [
      'makeCommitment',
      'rewordCommitment',
      'changeScope',
      'fileCommitment',
      'appointLead',
      'changeContributors',
      'carryForwardCommitment',
      'setTarget',
      'restateTarget',
      'adoptPlan',
      'refreshPlan',
      'closePlan',
      'establishWorkstream',
      'renameWorkstream',
      'addWorkstreamAlias',
      'appointWorkstreamLead',
      'closeWorkstream',
      'nameProgramme',
      'renameProgramme',
      'addProgrammeAlias',
      'closeProgramme',
      'establishBody',
      'renameBody',
      'addBodyAlias',
      'closeBody',
      'openReporting',
      'closeReporting',
      'scheduleMeeting',
      'receivePaper',
      'confirmMinutes',
      'recordDecision',
      'amendDecision',
      'raiseCommitteeAction',
    ],
  ),
  // What a recorded decision of a body brings about, the service carries out itself.
  ...all(
    ['governance', 'importer', 'system'],
    [
      'agreeCommitment',
      'reopenCommitment',
      'withdrawCommitment',
      'supersedeCommitment',
      'moveTarget',
      'refuseTargetMove',
      'signOffCompletion',
      'refuseCompletion',
    ],
  ),
  ...all(
    ['lead', 'governance', 'importer'],
    [
      'startWork',
      'holdCommitment',
      'resumeCommitment',
      'requestTargetMove',
      'reportProgress',
      'declareNothingToReport',
      'assessRating',
      'recordImpact',
      'attachEvidence',
      'withdrawEvidence',
      'reportCompletion',
      'submitUpdate',
      'submitUpdates',
    ],
  ),
  ...all(['lead', 'participation', 'governance', 'importer'], ['reportActivity', 'voidEntry']),
  ...all(
    ['participation', 'importer'],
    ['recordFeedback', 'reclassifySpeaker', 'recordConsent', 'withdrawConsent', 'raiseAsk', 'feedBackAnswer'],
  ),
  ...all(['participation', 'governance', 'importer'], ['answerAsk', 'linkAsk']),
  ...all(['governance'], ['correctReportingList', 'arrangeReminders', 'pauseReminders', 'resumeReminders']),
  ...all(['data-protection'], ['eraseWords']),
  ...all(['data-protection', 'governance'], ['retireCopy']),
};

function all(roles: readonly Role[], mutations: readonly string[]): Record<string, readonly Role[]> {
  return Object.fromEntries(mutations.map((mutation) => [mutation, roles]));
}

/** What the commands ask beyond the types of the contract. */
const ALSO: Readonly<Record<string, object>> = {
  appointLead: { lead: null },
  appointWorkstreamLead: { lead: null },
  attachEvidence: { link: 'https://example.org/evidence' },
  reclassifySpeaker: { speakerBasis: 'STATED' },
  recordFeedback: { speakerBasis: 'STATED' },
  rewordCommitment: { title: 'Other words' },
  arrangeReminders: { planId: randomUUID() },
  pauseReminders: { planId: randomUUID() },
  resumeReminders: { planId: randomUUID() },
  signOffCompletion: { waiver: 'Seen by the board.' },
};

/** A value that fits a type of the contract, with only what must be said. */
const fitting = (type: GraphQLInputType): unknown => {
  if (isNonNullType(type)) return fitting(type.ofType);
  if (isListType(type)) return [fitting(type.ofType)];
  if (isInputObjectType(type)) return inputFor(type);
  if (isEnumType(type)) return type.getValues()[0]?.name;
  return { ID: randomUUID(), Day: '2025-12-02', Int: 1, Boolean: true }[getNamedType(type).name] ?? 'Some words';
};

const inputFor = (type: GraphQLInputObjectType): Record<string, unknown> =>
  Object.fromEntries(
    Object.values(type.getFields())
      .filter((field) => isNonNullType(field.type) && field.defaultValue === undefined)
      .map(({ name, type: of }) => [name, fitting(of)]),
  );

let tracker: Tracker;
let schema: GraphQLSchema;
beforeAll(async () => {
  tracker = await startTracker({ RATE_LIMIT: '0' });
  schema = tracker.app.get(GraphQLSchemaHost).schema;
});
afterAll(() => tracker.stop());

const mutationsOf = () => Object.values(schema.getMutationType()?.getFields() ?? {});

/** What a role reads that sends a mutation with an input of the right shape. */
const refusals = async (
  name: string,
  role: Role,
  also: object = {},
): Promise<readonly { code: string; message: string }[]> => {
  const type = getNamedType(schema.getMutationType()?.getFields()[name]?.args[0]?.type) as GraphQLInputObjectType;
  const { data, errors } = await tracker.ask(
    `mutation ($input: ${type.name}!) { ${name}(input: $input) { userErrors { code message } } }`,
    { input: { ...inputFor(type), ...ALSO[name], ...also } },
    role,
  );
  expect(errors).toBeUndefined();
  return (data?.[name] as { userErrors: { code: string; message: string }[] }).userErrors;
};

describe('every mutation, for every role', () => {
  it('is in the table, and nothing else is', () =>
    expect(Object.keys(MAY).sort()).toEqual(
      mutationsOf()
        .map(({ name }) => name)
        .sort(),
    ));

  it.each(Object.keys(MAY))('%s answers FORBIDDEN to exactly the roles that may not send it', async (name) => {
    const forbidden: Role[] = [];
    for (const role of ROLES) {
      const [refusal] = await refusals(name, role);
      expect([name, role, refusal?.code]).not.toEqual([name, role, 'INVALID']);
      // A lead is also forbidden what is not theirs, in other words.
      if (refusal?.code === 'FORBIDDEN' && /^Only .+ can do this/.test(refusal.message)) forbidden.push(role);
    }
    expect(forbidden).toEqual(ROLES.filter((role) => !MAY[name]?.includes(role)));
  });

  it.each(ROLES)('is what "me" says the role may do: %s', async (role) => {
    const { data } = await tracker.ask('{ me { mayDo } }', {}, role);
    const expected = Object.keys(MAY).filter((name) => MAY[name]?.includes(role));
    expect((data?.['me'] as { mayDo: string[] }).mayDo).toEqual(expected.sort());
  });

  it('is refused to a lead on what neither they nor their workstreams lead or contribute to', async () => {
    const { data } = await tracker.ask(
      `mutation {
         makeCommitment(input: { title: "Charter", audiences: ["all"], initialState: AGREED }) { commitment { id } }
       }`,
    );
    const { id: commitmentId } = (data?.['makeCommitment'] as { commitment: { id: string } }).commitment;
    for (const name of ['reportProgress', 'startWork', 'submitUpdate']) {
      expect(await refusals(name, 'lead', { commitmentId })).toMatchObject([
        { code: 'FORBIDDEN', message: expect.stringMatching(/^Your team neither leads this nor contributes to it/) },
      ]);
    }
  });
});
