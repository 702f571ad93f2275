import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Where a window is on the screens, in device-independent pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface WindowPlace extends Partial<Rectangle> {
  width: number;
  height: number;
  maximized: boolean;
}

export const MINIMUM_SIZE = { width: 900, height: 600 };

const FIRST_PLACE: WindowPlace = { width: 1280, height: 860, maximized: false };

/** How much of the window must be on a screen, so that it can be seen and dragged. */
const GRIP = 100;

/**
 * The place the window had, as far as it is still of use: a broken file gives the first place,
 * a screen that is gone gives a centred window of the same size.
 */
export function readWindowPlace(file: string, screens: readonly Rectangle[]): WindowPlace {
  const saved = parse(file);
  if (!saved) return FIRST_PLACE;
  const width = Math.max(saved.width, MINIMUM_SIZE.width);
  const height = Math.max(saved.height, MINIMUM_SIZE.height);
  const { x, y, maximized } = saved;
  const visible = screens.some((screen) => overlap({ x, y, width, height }, screen) >= GRIP);
  return visible ? { x, y, width, height, maximized } : { width, height, maximized };
}

/** Losing the place is no reason to keep a window from closing. */
export function saveWindowPlace(file: string, place: Rectangle & { maximized: boolean }): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(place));
    renameSync(`${file}.new`, file);
  } catch {}
}

function parse(file: string): (Rectangle & { maximized: boolean }) | null {
  try {
    const { x, y, width, height, maximized } = JSON.parse(readFileSync(file, 'utf8'));
    return [x, y, width, height].every(Number.isInteger)
      ? { x, y, width, height, maximized: maximized === true }
      : null;
  } catch {
    return null;
  }
}

/** The shorter side of what both share. */
function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.min(width, height);
}
