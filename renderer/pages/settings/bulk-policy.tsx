import { useState } from 'react';
import type { Policy } from '../../../main/services/policy/index.ts';
import { Card } from '../../parts/card.tsx';
import { plural } from '../../words/time.ts';
import { useBulkActions } from '../bulk/plan-dialog.tsx';
import { PolicyForm, Whole } from './policy-form.tsx';
import classes from './settings-page.module.css';

interface Props {
  policy: Policy;
  manages: boolean;
}

export function BulkPolicy({ policy, manages }: Props) {
  const { maxLines, perDay } = policy.bulk;
  if (useBulkActions().length === 0) return null;
  return (
    <Card title="Bulk changes">
      <p className={classes.note}>
        A list has at most {plural(maxLines, 'line')}, and {plural(perDay, 'bulk change')} may be started
        within 24 hours by all staff together. They are counted apart from single actions.
      </p>
      {manages && <BulkForm policy={policy} />}
    </Card>
  );
}

function BulkForm({ policy }: { policy: Policy }) {
  const [values, setValues] = useState(policy.bulk);
  const field = (key: keyof typeof values, label: string) => (
    <Whole
      label={label}
      value={values[key]}
      onChange={(value) => setValues((before) => ({ ...before, [key]: value }))}
    />
  );
  return (
    <PolicyForm section={{ bulk: values }}>
      {field('maxLines', 'Lines of a list')}
      {field('perDay', 'Bulk changes a day')}
    </PolicyForm>
  );
}
