/** The mark: a key whose bow is the arrow that turns back to its beginning. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#16495a" />
      <g fill="none" stroke="#e3b457" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        <path d="M17.2 8.3a5.6 5.6 0 1 0 1.5 6.2" />
        <path d="M18.9 6.4v3.7h-3.7" />
        <path d="M16.6 16.4l8 8m-3.2-3.2l-2.4 2.4" />
      </g>
    </svg>
  );
}
