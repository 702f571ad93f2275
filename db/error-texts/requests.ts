/** The queue of requests. What the two sentences are: db/errors.ts. */
export const REQUESTS = {
  REQUEST_NOT_FOUND: ['There is no request with that number.', 'Look for it in the queue.'],
  REQUEST_TAKEN: [
    'Nothing was changed: {by} has this request.',
    'Take another one, talk to {by}, or ask a lead to reassign it.',
  ],
  REQUEST_NOT_YOURS: ['Nothing was changed: nobody has this request yet.', 'Take it first.'],
  REQUEST_CHANGED: [
    'Nothing was changed: this request changed since you looked.',
    'Look at it as it is now, then decide again.',
  ],
  REQUEST_STATE: [
    'Nothing was changed: a request that is {from} can not become {to}.',
    'Look at it as it is now.',
  ],
  REQUEST_CLOSED: ['Nothing was changed: this request is closed ({state}).', 'Take it up again first.'],
  REQUEST_USER: [
    'Nothing was changed: {why}.',
    'Confirm in the request which user it is about, then start again from there.',
  ],
} as const;
