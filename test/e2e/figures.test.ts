import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Reactions } from '../../src/event-sourcing/reactions.js';
import { startTracker, type Tracker } from '../support/tracker.js';

let tracker: Tracker;
beforeAll(async () => {
  tracker = await startTracker();
});
afterAll(() => tracker.stop());

const get = async (url: string) =>
  tracker.app.inject({ url, headers: { authorization: `Bearer ${await tracker.token('dashboard')}` } });

it('the figures say how the log, the read models and the reactions stand, and quote nobody', async () => {
  const { data } = await tracker.ask(
    `mutation { makeCommitment(input: { title: "SECRET-TITLE", audiences: ["all"], initialState: PROPOSED }) { version } }`,
  );
  expect(data).toEqual({ makeCommitment: { version: 1 } });
  while (tracker.app.get(Reactions).backlog.get('committee-actions') !== 0) await new Promise(setImmediate);
  const { body } = await get('/metrics');
  const lines = [
    'append_seconds_count{outcome="stored"} 1',
    'log_server_up 1',
    'projection_events 1',
    'projection_lag_events 0',
    'projection_lag_seconds 0',
    'rebuild_events 0',
    'lease_held 1',
    'reaction_backlog_events{reaction="committee-actions"} 0',
    'reactions_failing 0',
  ];
  for (const line of lines) expect(body.split('\n')).toContain(line);
  expect(body).toMatch(/http_request_seconds_count\{.*operation="mutation".*\} 1/);
  expect(body).not.toMatch(/SECRET|governance/);
});

it('the service is not ready while it has not known for longer than the limit that it has read everything', async () => {
  const lag = jest.spyOn(tracker.projector, 'lag', 'get');
  lag.mockReturnValue({ events: 0, seconds: 60 });
  expect((await get('/health/ready')).statusCode).toBe(200);
  lag.mockReturnValue({ events: 0, seconds: 61 });
  expect((await get('/health/ready')).json()).toEqual({
    status: 'not ready',
    problems: [{ name: 'lag', problem: 'For 61 seconds this copy has not known that it has read the whole log.' }],
  });
  lag.mockRestore();
});
