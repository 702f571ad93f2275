/** The staff member who sits here: who, in which role, and what they can do with the window. */
import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLock, IconLogout, IconMoon, IconSun } from '../icons.ts';
import { Face } from '../parts/face.tsx';
import { sayProblem } from '../parts/say.ts';
import { useSignedIn } from '../session/session.ts';
import { lock, signOut } from '../session/sign-out.ts';
import { ROLE_WORDS } from '../words/staff.ts';
import classes from './staff-menu.module.css';

export function StaffMenu() {
  const { fullName, name, role } = useSignedIn();
  return (
    <Menu position="right-end" width={230}>
      <Menu.Target>
        <UnstyledButton
          className={classes.me}
          aria-label={`${fullName}, ${ROLE_WORDS[role].name}: your menu`}
        >
          <Face name={fullName} size={30} />
          <span className={classes.words}>
            <span className={`${classes.who} clip`} dir="auto">
              {fullName}
            </span>
            <span className={classes.role}>{ROLE_WORDS[role].name}</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name} · {ROLE_WORDS[role].name}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconLock size={16} aria-hidden />}
          onClick={() => void lock().catch(sayProblem)}
        >
          Lock
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void signOut().catch(sayProblem)}
        >
          Sign out
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        <ThemeItems />
      </Menu.Dropdown>
    </Menu>
  );
}

export const THEMES = [
  { scheme: 'light', label: 'Light', icon: IconSun },
  { scheme: 'dark', label: 'Dark', icon: IconMoon },
  { scheme: 'auto', label: 'As the system', icon: IconDeviceDesktop },
] as const;

function ThemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}>
      {THEMES.map(({ scheme, label, icon: Icon }) => (
        <Menu.RadioItem key={scheme} value={scheme} rightSection={<Icon size={16} aria-hidden />}>
          {label}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
