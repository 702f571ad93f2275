import { contextBridge, ipcRenderer } from 'electron';

/** All that the page gets of Electron: one function. Its other end is in main/electron.ts, which checks who calls. */
contextBridge.exposeInMainWorld('rekey', {
  call: (path: string, input: unknown): Promise<unknown> => ipcRenderer.invoke('rekey:call', path, input),
});
