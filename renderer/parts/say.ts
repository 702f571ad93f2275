/** A passing word in the corner, for what needs no decision. */
import { notifications } from '@mantine/notifications';
import { problemOf } from '../problem.ts';

const CLOSE = { 'aria-label': 'Close' };

export function say(message: string): void {
  notifications.show({ message, color: 'petrol', closeButtonProps: CLOSE });
}

export function sayProblem(error: unknown): void {
  const problem = problemOf(error);
  notifications.show({
    title: problem.message,
    message: problem.next,
    color: 'brick',
    autoClose: 10_000,
    closeButtonProps: CLOSE,
  });
}
