import { describe, expect, it } from '@jest/globals';
import { SupersedeCommitment } from '../../src/commitments/commitment.lifecycle.commands.js';
import { FileCommitment } from '../../src/commitments/commitment.terms.commands.js';
import { facts } from '../../src/commitments/commitments.module.js';
import { projections } from '../../src/projections.js';
import { on, rowsOf, type Told } from '../support/rows.js';
import { statementsOf } from '../support/statements.js';
import { asGovernance, happened, made } from './commitment.examples.js';
import { idOf, to } from './commitments.examples.js';

const [GROUP, BOARD, STRAND, ENDED] = [idOf(101), idOf(102), idOf(103), idOf(104)];

const told: readonly Told[] = [
  on('2025-09-01', `body-${GROUP}`, {
    type: 'BodyEstablished',
    data: { name: 'My VOICE', aliases: ['Shadow Committee'], kind: "Young people's group" },
  }),
  on('2025-09-01', `body-${BOARD}`, { type: 'BodyEstablished', data: { name: 'Board', aliases: [], kind: 'BOARD' } }),
  on('2025-09-01', `workstream-${STRAND}`, { type: 'WorkstreamEstablished', data: { name: 'Homes', aliases: [] } }),
  on('2025-09-01', `programme-${ENDED}`, { type: 'ProgrammeNamed', data: { name: 'Packs', aliases: [] } }),
  on('2025-09-02', `programme-${ENDED}`, { type: 'ProgrammeClosed', data: {} }),
  to(1, '2025-09-02', made({ reference: 'S-06' })),
  to(2, '2025-09-02', made({ reference: 'S-06b', partOf: idOf(1) })),
  to(3, '2025-09-02', made({ title: 'A part without a reference', partOf: idOf(1) })),
  to(4, '2025-09-02', made({ reference: 'S-06b-1', partOf: idOf(2) })),
  to(5, '2025-09-02', made({ reference: 'S-06c', partOf: idOf(1) })),
  to(5, '2025-09-03', { type: 'CommitmentWithdrawn', data: happened.withdrawn.data }),
];

const file = (n: number, data: FileCommitment['data']) => new FileCommitment(idOf(n), data, asGovernance());
const gathered = (command: FileCommitment | SupersedeCommitment) => facts(rowsOf(projections, told), command);

describe('what the rules of a commitment are told of other streams', () => {
  it('is which parts are open, by reference or title, and which parts there are at every depth', () => {
    const { openParts, partIds } = gathered(file(1, {}));
    expect(openParts).toEqual(['S-06b', 'A part without a reference']);
    expect([...partIds].sort()).toEqual([2, 3, 4, 5].map(idOf));
    expect(gathered(file(4, {}))).toMatchObject({ openParts: [], partIds: [] });
  });

  it('is found, and not for ever looked for, where parts go round in a ring', () => {
    const ring = [...told, to(1, '2025-09-04', { type: 'CommitmentFiled', data: { partOf: idOf(4) } })];
    const { partIds } = facts(rowsOf(projections, ring), file(1, {}));
    expect([...partIds].sort()).toEqual([1, 2, 3, 4, 5].map(idOf));
  });

  it('is what it names that is not on record', () => {
    const command = file(1, { planId: idOf(201), workstreamId: STRAND, programmeId: idOf(202), partOf: idOf(2) });
    expect(gathered(command).unknownIds).toEqual([idOf(201), idOf(202)]);
    const successors = new SupersedeCommitment(idOf(1), { successorIds: [idOf(3), idOf(99)] }, asGovernance());
    expect(gathered(successors).unknownIds).toEqual([idOf(99)]);
  });

  it('is what it names that is closed', () => {
    expect(gathered(file(1, { workstreamId: STRAND, programmeId: ENDED })).closedIds).toEqual([ENDED]);
  });

  it('is the state of what it names, and of what it is a part of', () => {
    const successors = new SupersedeCommitment(idOf(2), { successorIds: [idOf(5)] }, asGovernance());
    expect(gathered(successors).states).toEqual({ [idOf(5)]: 'WITHDRAWN', [idOf(1)]: 'AGREED' });
  });

  it("is every name of the young people's groups, and of no other body", () => {
    expect([...gathered(file(1, {})).youngPeoplesGroups].sort()).toEqual(['My VOICE', 'Shadow Committee']);
  });

  it('costs nothing until a rule looks at it', async () => {
    const reader = rowsOf(projections, told);
    expect(await statementsOf(async () => facts(reader, file(1, { partOf: idOf(2) })))).toEqual([]);
  });
});
