/** What a page of ours may do in its window: nothing beyond what the preload script hands it. */
export function webPreferencesFor(preload: string, packaged: boolean) {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    // It would fetch dictionaries from a server of Google's.
    spellcheck: false,
    devTools: !packaged,
  };
}
