const BAR = 30;

export interface ProgressBar {
  show(done: number): void;
  end(): void;
}

/** Drawn at most once a percent, so that drawing costs nothing. `write` null: nobody watches. */
export function progressBar(size: number, write: ((text: string) => void) | null): ProgressBar {
  let drawn = -1;
  return {
    show(done) {
      const percent = size === 0 ? 100 : Math.min(100, Math.floor((done / size) * 100));
      if (!write || percent === drawn) return;
      drawn = percent;
      const full = Math.round((percent / 100) * BAR);
      write(`\r[${'#'.repeat(full)}${' '.repeat(BAR - full)}] ${percent} %`);
    },
    end() {
      if (write && drawn >= 0) write('\r\u001b[K');
    },
  };
}
