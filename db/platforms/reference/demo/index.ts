/** The contents page of the demo platform. */
export {
  DEMO_KEY,
  DEMO_PASSWORD,
  DEMO_PASSWORD_HASH,
  demoCodes,
  demoEmergencyCode,
  demoSecret,
} from './known.ts';
export { resetDemo } from './reset.ts';
export { isDemo, seedDemo } from './seed.ts';
export { DEMO_STAFF } from './staff.ts';
export { type Stage, stageUser } from './stage.ts';
