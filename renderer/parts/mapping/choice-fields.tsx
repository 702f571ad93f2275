/** One thing that is chosen: a column, or a few in their order. */
import { NativeSelect } from '@mantine/core';
import type { Choices, MappingView } from './choices.ts';

type Choice = MappingView['choices'][number];
type Value = Choices[string];

interface Props {
  choice: Choice;
  value: Value;
  onChange(value: Value): void;
}

export function ChoiceFields({ choice, value, onChange }: Props) {
  const { label, hint, most, none } = choice;
  if (most === 1) {
    return (
      <NativeSelect
        label={label}
        description={hint || undefined}
        data={[{ value: '', label: 'No column' }, ...known(choice, value)]}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.currentTarget.value || null)}
      />
    );
  }
  const chosen: readonly string[] = value === null ? [] : typeof value === 'string' ? [value] : value;
  const saysNone = none !== null && chosen[0] === none.value;
  // One more than there are, as long as there may be more.
  const places = saysNone ? [none.value] : [...chosen, ''].slice(0, most);
  const set = (index: number, column: string) => {
    if (none !== null && column === none.value) return onChange(none.value);
    const next = [...chosen.slice(0, index), column, ...chosen.slice(index + 1)];
    onChange(next.filter((one) => one !== '' && one !== none?.value));
  };
  return (
    <div>
      {places.map((column, index) => (
        <NativeSelect
          key={index}
          label={index === 0 ? label : undefined}
          aria-label={index === 0 ? undefined : `${label}, ${index + 1}`}
          description={(index === 0 && hint) || undefined}
          mt={index === 0 ? 0 : 6}
          required={index === 0 && none !== null}
          withAsterisk={false}
          data={[
            { value: '', label: empty(index, none) },
            ...(index === 0 && none ? [none] : []),
            ...known(choice, column).filter((one) => one.value === column || !chosen.includes(one.value)),
          ]}
          value={column}
          onChange={(event) => set(index, event.currentTarget.value)}
        />
      ))}
    </div>
  );
}

function empty(index: number, none: Choice['none']): string {
  if (index > 0) return 'No other';
  return none ? 'Choose…' : 'No column';
}

/** What was kept and is not there any more is shown all the same. */
function known({ among, none }: Choice, value: Value): Choice['among'] {
  const isKnown = typeof value !== 'string' || value === '' || value === none?.value;
  return isKnown || among.some((one) => one.value === value)
    ? among
    : [{ value, label: `${value} (not there)` }, ...among];
}
