/** Numbers as they are read: 1,234,567. */
export function number(value: number): string {
  return value.toLocaleString('en-GB');
}
