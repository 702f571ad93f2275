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

/** What of a window must be on a screen for it to be dragged: so much of the width of its title bar, and the bar's height. */
const GRIP = { width: 100, height: 30 };

/**
 * The place the window had, as far as it is still of use: a broken file gives the first place; where no screen shows enough
 * of the title bar any more, the window is centred. It is never larger than the screen it is on.
 * @param screens their work areas, the main one first
 */
export function readWindowPlace(file: string, screens: readonly Rectangle[]): WindowPlace {
  const saved = parse(file);
  if (!saved) return FIRST_PLACE;
  const { x, y, maximized } = saved;
  const screen = screens.find((one) => showsTitleBar(one, saved));
  const room = screen ?? screens[0] ?? saved;
  const width = Math.max(Math.min(saved.width, room.width), MINIMUM_SIZE.width);
  const height = Math.max(Math.min(saved.height, room.height), MINIMUM_SIZE.height);
  if (!screen) return { width, height, maximized };
  return {
    // What had to be made narrower or lower to fit fits from the edge only.
    x: width < saved.width ? screen.x : x,
    y: height < saved.height ? screen.y : y,
    width,
    height,
    maximized,
  };
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

function showsTitleBar(screen: Rectangle, { x, y, width }: Rectangle): boolean {
  const shown = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
  return shown >= GRIP.width && y >= screen.y && y + GRIP.height <= screen.y + screen.height;
}
