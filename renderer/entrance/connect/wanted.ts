/** Whether the demo's sign-in opens with "Connect to your platform": somebody who was signed in asked for it. */
let wanted = false;

export function wantConnecting(want: boolean): void {
  wanted = want;
}

export function isConnectingWanted(): boolean {
  return wanted;
}
