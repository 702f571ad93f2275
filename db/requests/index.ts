/** The contents page of the requests' tables. */
export * from './events.ts';
export { type IntakePosition, lockIntake, positionText, setIntake } from './intake.ts';
export { usersOfRequests } from './people.ts';
export * from './queue.ts';
export * from './request.ts';
export { addRequests, findRequest, knownSources, lockRequest, updateRequest } from './writing.ts';
