/**
 * Hands a file to the person, as a download. Each part is a Blob, which Chromium moves out of the page's memory by itself, so
 * that a large file can be put together piece by piece.
 */
export function saveFile(name: string, type: string, parts: readonly Blob[]): void {
  const address = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the content once it began.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
