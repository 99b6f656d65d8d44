import { expect, test } from 'vitest';
import { checkScenario } from '../../src/scenario/check-scenario.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import type { Deployment } from '../../src/scenario/scenario.ts';
import { serving } from '../analysis/scenarios.ts';
import { faults } from './faults.ts';
import { SHORT } from './files.ts';

const withDeployment = (deployment: string) => `${SHORT}deployment: ${deployment}\n`;

test('a file that says nothing of replicas has none', async () =>
  expect((await parseScenario(SHORT)).deployment).toBeUndefined());

test.each([
  ['{}', { replicas: 1, router: 'random' }],
  ['{ replicas: 4 }', { replicas: 4, router: 'random' }],
  ['{ replicas: 4, router: round-robin }', { replicas: 4, router: 'round-robin' }],
  ['{ router: least-loaded, replicas: 1024 }', { replicas: 1024, router: 'least-loaded' }],
])('deployment: %s is read, with its defaults', async (text, deployment) =>
  expect((await parseScenario(withDeployment(text))).deployment).toEqual(deployment),
);

test.each([
  [
    '{ replicas: 0 }',
    'chat.yaml:6:25 deployment.replicas: given 0, allowed a whole number 1 to 1024',
  ],
  [
    '{ replicas: 2.5 }',
    'chat.yaml:6:25 deployment.replicas: given 2.5, allowed a whole number 1 to 1024',
  ],
  [
    '{ router: fastest }',
    'chat.yaml:6:23 deployment.router: given "fastest", allowed random, round-robin, least-loaded',
  ],
  [
    '{ copies: 2 }',
    'chat.yaml:6:15 deployment.copies: given an unknown field, allowed replicas, router',
  ],
])('deployment: %s is told', async (text, told) =>
  expect(await faults(withDeployment(text))).toEqual([told]),
);

test('callers who did not come through the parser are told the same', () => {
  const deployment = { replicas: 1.5, router: 'fastest' } as unknown as Deployment;
  expect(() => checkScenario({ ...serving(), deployment })).toThrow(
    'deployment.replicas: given 1.5, allowed a whole number ≥ 1\n' +
      'deployment.router: given "fastest", allowed random, round-robin, least-loaded',
  );
});
