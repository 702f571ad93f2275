import type { Check } from '../../main/services/settings.ts';
import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconCircleX } from '../icons.ts';
import classes from './checks.module.css';

const ICONS = {
  ok: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconCircleX,
  skipped: IconCircleMinus,
};

const OUTCOMES: Record<Check['outcome'], string> = {
  ok: 'Good',
  warning: 'Careful',
  failed: 'Failed',
  skipped: 'Not tried',
};

/** In the order they were tried; the first that failed names what is wrong. `verdict`: null where another sentence says it. */
export function Checks({ checks, verdict }: { checks: Check[]; verdict?: null }) {
  const failed = checks.find((check) => check.outcome === 'failed');
  return (
    <>
      {verdict !== null && (
        <p className={classes.verdict}>
          {failed ? `It does not work yet: ${nameOf(failed).toLowerCase()}.` : 'The connection works.'}
        </p>
      )}
      <ol className={classes.checks}>
        {checks.map((check) => {
          const Icon = ICONS[check.outcome];
          return (
            <li key={check.name} className={classes.check} data-outcome={check.outcome}>
              <Icon size={18} aria-hidden />
              <div className={classes.checkWords}>
                <span className="quiet">{OUTCOMES[check.outcome]}: </span>
                <span className={classes.checkName}>{nameOf(check)}</span> {check.message}
                {check.next && <p className={classes.checkNext}>{check.next}</p>}
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function nameOf({ name }: Check): string {
  if (name === 'tls') return 'TLS';
  const spaced = name.replaceAll('-', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
