/** Ctrl+K: users by name, pages, and what can be done here, from anywhere. */
import { TextInput } from '@mantine/core';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { useId, useState } from 'react';
import { IconSearch } from '../icons.ts';
import { useDialogOpen } from '../parts/dialog.tsx';
import { useListKeys } from '../parts/use-list-keys.ts';
import classes from './palette.module.css';
import { type Command, usePaletteCommands } from './palette-commands.tsx';

export function Palette() {
  const dialogOpen = useDialogOpen();
  const [query, setQuery] = useState('');
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      tagsToIgnore={[]}
      triggerOnContentEditable
      disabled={dialogOpen}
      size={620}
      radius="lg"
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      transitionProps={{ duration: 100 }}
      attributes={{ content: { 'aria-label': 'Search or jump' } }}
    >
      <Content query={query} setQuery={setQuery} />
    </Spotlight.Root>
  );
}

function Content({ query, setQuery }: { query: string; setQuery(query: string): void }) {
  const { groups, hint } = usePaletteCommands(query);
  const commands = groups.flatMap((group) => group.commands);
  const id = useId();
  const run = (command: Command | undefined) => {
    if (!command) return;
    spotlight.close();
    command.run();
  };
  const listKey = `${query}\n${commands[0]?.id ?? ''}`;
  const { index, choose, onKeyDown } = useListKeys({
    count: commands.length,
    list: listKey,
    onEnter: (at) => run(commands[at]),
  });
  const chosen = commands[index];

  return (
    <>
      <TextInput
        className={classes.search ?? ''}
        classNames={{ input: classes.input ?? '' }}
        variant="unstyled"
        data-autofocus
        role="combobox"
        aria-label="Search users, pages and actions"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen ? `${id}-${chosen.id}` : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={254}
        leftSection={<IconSearch size={18} aria-hidden />}
        placeholder="A user’s name, a page, or what you want to do"
        dir="auto"
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={classes.list} role="listbox" id={`${id}-list`} aria-label="Results">
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options, not of form fields
          <div key={group.label} role="group" aria-label={group.label}>
            <div className={classes.label} aria-hidden>
              {group.label}
            </div>
            {group.commands.map((command) => (
              <Row
                key={command.id}
                id={`${id}-${command.id}`}
                command={command}
                chosen={command === chosen}
                onPoint={() => choose(commands.indexOf(command))}
                onRun={() => run(command)}
              />
            ))}
          </div>
        ))}
      </div>
      <div className={classes.hint} role="status">
        {hint ??
          (commands.length === 0 ? 'Nothing of that name.' : '↑ ↓ to move, Enter to choose, Esc to close')}
      </div>
    </>
  );
}

interface RowProps {
  id: string;
  command: Command;
  chosen: boolean;
  onPoint(): void;
  onRun(): void;
}

function Row({ id, command, chosen, onPoint, onRun }: RowProps) {
  return (
    // The keyboard is the field's: it keeps the focus and moves the choice (ARIA combobox with a listbox).
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      className={classes.row}
      id={id}
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      ref={(node) => {
        if (chosen) node?.scrollIntoView({ block: 'nearest' });
      }}
      onMouseMove={chosen ? undefined : onPoint}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onRun}
    >
      <span className={classes.icon}>{command.icon}</span>
      <span className={`${classes.words} clip`}>
        <bdi>{command.label}</bdi>
        {command.detail && <span className={classes.detail}>{command.detail}</span>}
      </span>
      {command.tag}
    </div>
  );
}
