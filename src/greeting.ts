import type { TokenClaims, Tokens } from './auth/tokens.js';
import { ROLES } from './event-sourcing/messages.js';
import { exampleLeads } from './example/example.leads.js';

/** Something to ask first. */
const QUESTION = '{ me { name roles } commitments(first: 3) { totalCount nodes { reference title state } } }';

/** Who the tokens of development are for: everybody once, and a lead whom the example plan gives something to do. */
const people: readonly TokenClaims[] = ROLES.filter((role) => role !== 'system').map((role) =>
  role === 'lead' ? exampleLeads[0] : { sub: `example-${role}`, name: `Example ${role}`, roles: [role] },
);

/** What a developer reads when the service has started: addresses, a token for each role, and a first question. */
export const greeting = async (url: string, tokens: Tokens): Promise<string> => {
  const address = url.replace('127.0.0.1', 'localhost');
  const signed = await Promise.all(
    people.map(async (person) => ({ role: person.roles[0] ?? '', token: await tokens.sign(person) })),
  );
  const width = Math.max(...signed.map(({ role }) => role.length));
  const reader = signed.find(({ role }) => role === 'governance')?.token;
  return `
GraphQL   ${address}/graphql
GraphiQL  ${address}/graphiql
Health    ${address}/health/live  ${address}/health/ready

Tokens, for this machine and some hours only:
${signed.map(({ role, token }) => `  ${role.padEnd(width)}  ${token}`).join('\n')}

Ask something:
curl -s ${address}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${reader}' -d '${JSON.stringify({ query: QUESTION })}'

`;
};
