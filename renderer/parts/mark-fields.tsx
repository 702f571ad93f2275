/** What the window says of its platform: in Settings and while connecting. */
import { Checkbox } from '@mantine/core';
import { markOf, TITLE_LENGTH } from '../../main/contract/mark.ts';
import type { Mark } from '../../main/services/platform-mark.ts';
import { LineField } from './server-fields.tsx';

interface Props {
  value: Mark;
  onChange(value: Mark): void;
}

export function MarkFields({ value, onChange }: Props) {
  return (
    <>
      <LineField
        label="What it is called"
        description="In a band on every page and in the title of the window. Empty: no band"
        maxLength={TITLE_LENGTH}
        value={value.title}
        onChange={(title) => onChange({ ...value, title })}
      />
      <Checkbox
        label="Production: real people’s accounts"
        description="The band is red and says so"
        checked={value.production}
        onChange={(event) => onChange({ ...value, production: event.currentTarget.checked })}
      />
    </>
  );
}

/** Null: no band is wanted. */
export function asMark({ title, production }: Mark): Mark | null {
  return markOf(title, production);
}
