/** What runs in a worker thread. */
export { runReplication as replicate } from '../../index.ts';
export { record } from '../events/record.ts';
