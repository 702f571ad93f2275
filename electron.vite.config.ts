import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * Four programs share one set of chunks in out/main; packages named in package.json's "dependencies" stay
 * outside and are loaded from node_modules, so what the page needs is a development dependency.
 */
export default defineConfig({
  main: {
    build: {
      // The oldest Node that may run it; Electron brings a newer one.
      target: 'node20.19',
      rolldownOptions: {
        input: {
          electron: 'main/electron.ts',
          browser: 'main/browser.ts',
          cli: 'main/cli.ts',
          sandbox: 'main/sandbox.ts',
        },
        output: { chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload script is one CommonJS file.
      rolldownOptions: {
        input: { index: 'preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      // The browser host's window is a Chrome, Chromium or Edge of some age.
      target: 'chrome120',
      minify: true,
      rolldownOptions: {
        input: 'renderer/index.html',
        // How long a plugin took is nobody's problem who only wants the console.
        checks: { bundlerTimings: false },
      },
    },
  },
});
