/** Quietly, while Rekey's own index is being filled: why somebody may not be found yet. */
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../trpc.ts';
import { notYetFound } from '../../words/search-index.ts';
import classes from './find-page.module.css';

/** ms. */
const AGAIN = 15_000;

export function NotYetFound() {
  const index = useQuery(
    trpc.users.searchIndex.queryOptions(undefined, {
      refetchInterval: ({ state: { data } }) => (data && notYetFound(data) !== null ? AGAIN : false),
    }),
  );
  const words = index.data ? notYetFound(index.data) : null;
  return words && <p className={classes.notYet}>{words}</p>;
}
