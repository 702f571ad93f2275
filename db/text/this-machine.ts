/** Whether a host, as somebody typed it, is the machine that it is typed on: RFC 6761, 6.3, RFC 1122, 3.2.1.3 and RFC 4291, 2.5.3. */
export function isThisMachine(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}
