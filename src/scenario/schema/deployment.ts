/** `deployment`: several copies of everything above behind a router. */
import { ROUTERS } from '../choices.ts';
import { DEFAULT_DEPLOYMENT } from '../defaults.ts';
import { count, oneOf, section } from './fields.ts';

const MOST_REPLICAS = 1024;

export const deploymentSchema = section({
  replicas: count(
    'Copies of the server (its GPUs, engines and pools), among which a router divides the arrivals.',
    1,
    MOST_REPLICAS,
  ).default(DEFAULT_DEPLOYMENT.replicas),
  router: oneOf(
    'Which replica a request goes to. `random`: any, each as likely. `round-robin`: each in turn. `least-loaded`: one with the fewest requests in it, waiting or running; ties at random.',
    ROUTERS,
  ).default(DEFAULT_DEPLOYMENT.router),
}).meta({ description: 'Replicas behind a router; default: one. Rates are of all together.' });
