import classes from './user-actions.module.css';

/** What Rekey cannot see or do on this platform: there to be opened before an action, and nowhere in the way. */
export function PlatformLimits({ limits }: { limits: readonly string[] }) {
  if (limits.length === 0) return null;
  return (
    <details className={classes.limits}>
      <summary>What Rekey cannot do here</summary>
      <ul>
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </details>
  );
}
