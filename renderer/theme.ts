/** Rekey's own look on Mantine: petrol for what can be done, brass for the mark, calm greys that lean to petrol. */
import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  Menu,
  Modal,
  Tooltip,
} from '@mantine/core';

const SYSTEM_FONTS =
  '"Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, system-ui, Inter, Roboto, "Noto Sans", sans-serif';
const SYSTEM_MONOSPACE =
  'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

/** The id of where menus open: inside a landmark, which a bare portal is not. */
export const MENUS = 'menus';

const DIALOG_TITLE = { fontSize: '1.0625rem', fontWeight: 650 };

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    petrol: [
      '#eaf4f7',
      '#d3e7ed',
      '#a8cfdb',
      '#7ab4c6',
      '#549cb3',
      '#3a87a0',
      '#25748e',
      '#16627a',
      '#0e4f64',
      '#093b4b',
    ],
    brick: [
      '#fdeeeb',
      '#f8d9d4',
      '#f2b3aa',
      '#ec9084',
      '#e0705f',
      '#cf5342',
      '#bd3f2e',
      '#a33224',
      '#86281d',
      '#691f17',
    ],
    gray: [
      '#f4f7f8',
      '#e9eff1',
      '#dde5e9',
      '#c9d4d9',
      '#a9b8bf',
      '#7d8f98',
      '#54656e',
      '#3d4d56',
      '#26353d',
      '#14222a',
    ],
    dark: [
      '#dfe8ec',
      '#b8c6cd',
      '#9aacb5',
      '#6d8089',
      '#33434c',
      '#26343b',
      '#18232a',
      '#10181d',
      '#0c1317',
      '#080d10',
    ],
  },
  black: '#14222a',
  fontFamily: SYSTEM_FONTS,
  fontFamilyMonospace: SYSTEM_MONOSPACE,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: {
    fontFamily: SYSTEM_FONTS,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.25rem', xl: '2rem' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '14px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: 'lg',
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.5 },
      },
      styles: { title: DIALOG_TITLE },
    }),
    Drawer: Drawer.extend({
      defaultProps: {
        position: 'right',
        transitionProps: { duration: 140 },
        overlayProps: { backgroundOpacity: 0.3 },
      },
      styles: { title: DIALOG_TITLE },
    }),
    // Its placeholder is a child that a menu may not have; the first item takes the focus instead.
    Menu: Menu.extend({
      defaultProps: {
        withInitialFocusPlaceholder: false,
        shadow: 'md',
        portalProps: { target: `#${MENUS}` },
      },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, withArrow: true } }),
  },
});

/** Mantine's own variables, where its defaults miss AA contrast on our surfaces or our greys. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#14222a',
    '--mantine-color-dimmed': '#54656e',
    '--mantine-color-placeholder': '#66767f',
    '--mantine-color-default-border': '#c9d4d9',
    '--rk-field': '#84949d',
    '--mantine-color-error': '#a33224',
    '--mantine-color-anchor': '#16627a',
  },
  dark: {
    '--mantine-color-body': '#18232a',
    '--mantine-color-text': '#dfe8ec',
    '--mantine-color-dimmed': '#9aacb5',
    '--mantine-color-placeholder': '#8a9ca6',
    '--mantine-color-default': '#1d2a32',
    '--mantine-color-default-hover': '#26343b',
    '--mantine-color-default-border': '#3a4b55',
    '--rk-field': '#667983',
    '--mantine-color-error': '#ff9d92',
    '--mantine-color-anchor': '#8cc4d6',
  },
});
