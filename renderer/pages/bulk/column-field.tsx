/** Which column of a list names the users: found by its name, or chosen here. */
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSignedIn } from '../../session/session.ts';
import { client } from '../../trpc.ts';
import { namedBy } from '../../words/users.ts';
import { packed } from './packed.ts';

interface Props {
  file: File;
  /** The number of a column, from 1; null: those that are known by name. */
  value: string | null;
  onChange(column: string | null): void;
  disabled: boolean;
}

export function ColumnField({ file, value, onChange, disabled }: Props) {
  const { knows } = useSignedIn();
  const { data: columns } = useQuery({
    queryKey: ['columns of a list', file.name, file.size, file.lastModified],
    queryFn: async () => client.bulk.columns.query({ list: await packed(file) }),
    retry: false,
  });
  // A list that can not be read is told when the dry run is made.
  if (!columns || (columns.names.length === 1 && columns.read.length === 1)) return null;
  const nameOf = (number: number) => columns.names[number - 1] || `Column ${number}`;
  const isKnown = columns.read.length > 0;
  return (
    <Select
      label={isKnown ? 'Column (optional)' : 'Column'}
      description={
        isKnown
          ? 'What names the users was found by its name. Choose a column to read nothing but that.'
          : `No column is known by its name. Choose the one that names the users by ${namedBy('id', 'username', knows('email') && 'e-mail')}.`
      }
      placeholder={isKnown ? columns.read.map(nameOf).join(', ') : 'Choose a column'}
      data={columns.names.map((name, index) => ({
        value: String(index + 1),
        label: `${index + 1}: ${name || '(no name)'}`,
      }))}
      value={value}
      onChange={onChange}
      clearable
      disabled={disabled}
    />
  );
}
